"""Asks the Open Source Vulnerabilities database about every locked package: `make audit`.

Status 0: none is known, or the database cannot be reached (which is said); 1: some are, each with its address.
"""

import json
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

DATABASE = "https://api.osv.dev/v1/querybatch"
SECONDS = 20


def locked(text):
    """(name, version) of every package of a locked requirements file."""
    return re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^\s;\\]+)", text, re.MULTILINE)


def ask(packages, address=DATABASE):
    """Ids of known faults by package."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    body = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        results = json.load(answer)["results"]
    return {
        package: [fault["id"] for fault in result.get("vulns", ())]
        for package, result in zip(packages, results, strict=True)
        if result.get("vulns")
    }


def main(files, address=DATABASE):
    """Prints what is known; the exit status."""
    packages = sorted({p for file in files for p in locked(Path(file).read_text(encoding="utf-8"))})
    try:
        found = ask(packages, address)
    except (urllib.error.URLError, OSError, ValueError) as error:
        print(f"audit skipped: {address} cannot be reached ({getattr(error, 'reason', error)})")
        return 0
    for (name, version), faults in found.items():
        print(f"{name} {version}: " + ", ".join(f"https://osv.dev/vulnerability/{fault}" for fault in faults))
    print(f"{len(packages)} packages asked about, {len(found)} with known faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
