"""Runs the real program in a process of its own, as a person at a shell would."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parent.parent


@dataclass
class Ran:
    """What a run printed, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


def factionwatch(*arguments, folder, stdin="", timeout=60, **settings):
    """Runs `factionwatch ARGUMENTS` in a folder, with settings by their names in the environment."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FACTIONWATCH_", "DISCORD_", "SLACK_"))}
    environment = {**kept, "PYTHONPATH": str(TOP), "HOME": str(folder), "TZ": "UTC", **settings}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def one_sentence(err):
    """The single line on stderr."""
    lines = [line for line in err.splitlines() if line.strip()]
    assert len(lines) == 1, err
    assert "Traceback" not in err
    return lines[0]
