"""feedparser's own test files (tag v6.0.14): what each says about titles, links, ids, summaries and dates.

The files are not ours to keep: put the `tests` folder of that tag at ../shared/feedparser-6.0.14/tests, or name it in
FACTIONWATCH_FEEDPARSER_TESTS. `python -m tests.feeds.corpus [FOLDER]` prints what agrees and what does not.
"""

import ast
import os
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from feeds import quick
from feeds.errors import ReadError
from feeds.links import clean_link
from feeds.parse import _reading, parse, parse_fully
from feeds.reading import Body
from feeds.text import to_line, to_text

BASE = "http://127.0.0.1:8097/"
_HEADER = re.compile(rb"^Header:\s*([A-Za-z-]+):(.*)$", re.MULTILINE)
_EXPECT = re.compile(rb"Expect:\s*(.*)")
KEPT = {"title": "title", "link": "link", "id": "guid", "guid": "guid", "summary": "summary", "description": "summary",
        "published_parsed": "published", "updated_parsed": "updated"}  # fmt: skip
MARKED_UP = ("title", "summary")


def folder():
    """Where the files are, None where they are not."""
    shared = os.environ.get("FACTIONWATCH_SHARED") or Path(__file__).parents[3] / "shared"
    named = os.environ.get("FACTIONWATCH_FEEDPARSER_TESTS") or Path(shared) / "feedparser-6.0.14" / "tests"
    return Path(named) if Path(named).is_dir() else None


def files(where):
    """Every feed of the corpus."""
    return sorted(p for p in where.rglob("*") if p.is_file() and p.suffix in (".xml", ".json"))


def body_of(path):
    """A file as its server would have sent it."""
    data = path.read_bytes()
    headers = {name.decode().lower(): value.decode("latin-1").strip() for name, value in _HEADER.findall(data[:4000])}
    return Body(data, headers.get("content-location") or BASE + path.name, headers.get("content-type", ""))


def claims_of(path):
    """(index of the entry, our field, value) for each plain comparison that a file makes about what we keep."""
    found = _EXPECT.search(path.read_bytes()[:4000])
    if not found:
        return
    text = found[1].decode("utf-8", "replace").strip()
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            yield from _claim(node.left, node.comparators[0])


def _claim(left, right):
    key = _key(left)
    if key is None or key[1] not in KEPT:
        return
    try:
        yield key[0], KEPT[key[1]], ast.literal_eval(right)
    except ValueError:
        return


def _key(node):
    """entries[0]['title'] or entries[0].title as (0, 'title')."""
    if isinstance(node, ast.Attribute):
        inner, name = node.value, node.attr
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        inner, name = node.value, node.slice.value
    else:
        return None
    if (
        isinstance(inner, ast.Subscript)
        and isinstance(inner.value, ast.Name)
        and inner.value.id == "entries"
        and isinstance(inner.slice, ast.Constant)
    ):
        return inner.slice.value, name
    return None


def expected(field, value, base):
    """A claim's value as our entries would hold it."""
    if field in ("published", "updated"):
        return datetime(*value[:6], tzinfo=UTC) if value else None
    if field == "link":
        return clean_link(value, base)
    if field == "title":
        return to_line(value)
    return to_text(value) if field == "summary" else value


def disagreements(path):
    """Claims of a file that our entry does not bear out, and how many there were."""
    body, claims = body_of(path), list(claims_of(path))
    if not claims:
        return [], 0
    try:
        entries = parse(body, "f").entries
    except ReadError as error:
        return [(path.name, "refused", str(error), "")], len(claims)
    wrong = []
    for index, field, value in claims:
        ours = getattr(entries[index], field) if index < len(entries) else None
        wanted = expected(field, value, body.url)
        same_as_title = field == "summary" and not ours and index < len(entries) and entries[index].title == wanted
        if ours != wanted and not same_as_title and not (field == "link" and not wanted):
            wrong.append((path.name, field, ours, wanted))
    return wrong, len(claims)


def quick_differs(path):
    """Whether the quick reader dared to read a file, and whether it then differs from feedparser."""
    body = body_of(path)
    found = quick.read(body.data, body.url, body.content_type)
    if found is None:
        return False, False
    full = parse_fully(body)
    return True, _reading(*found, body).entries != _reading(full.feed, full.entries, body).entries


def main():
    """Prints what agrees."""
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else folder()
    if where is None:
        raise SystemExit(__doc__)
    counts, wrong = Counter(), []
    for path in files(where):
        counts["files"] += 1
        found, claims = disagreements(path)
        wrong += found
        counts["claims"] += claims
        read, differs = quick_differs(path)
        counts["read quickly"] += read
        counts["read differently"] += differs
        if differs:
            print("differs:", path)
    for name, field, ours, wanted in wrong:
        print(f"{name}: {field}: {ours!r} instead of {wanted!r}")
    print(f"{dict(counts)}, disagreements: {len(wrong)}")


if __name__ == "__main__":
    main()
