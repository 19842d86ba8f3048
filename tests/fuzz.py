"""Long runs under atheris: `make fuzz`, or `python -m tests.fuzz TARGET` for one target until it is stopped.

The same functions are tried for a moment by hypothesis in `tests/test_fuzzed.py`.
"""

import subprocess
import sys

from bot.command import commands
from bot.texts import texts
from bot.typed import parse
from feeds.errors import ReadError
from feeds.reading import Body, Job
from feeds.source import read
from intel.normalise import Normal, normalise
from model.feed import Feed

SECONDS = 60


def read_feed(data):
    """Bytes of a feed: entries, or one clear error."""
    for kind in ("rss", "json", "sitemap"):
        feed = Feed("f", "https://x.example/feed", "en", "x", kind=kind)
        try:
            reading = read(Job(feed, Body(data, "https://x.example/feed", "")))
        except ReadError:
            continue
        for entry in reading.entries:
            entry.title.encode("utf-8")  # whatever is kept can be stored and shown
            assert entry.link == "" or entry.link.startswith(("http://", "https://")), entry.link


def normalise_text(data):
    """Any text: normalised once is normalised for good, and offsets lead back into it."""
    text = data.decode("utf-8", "replace")
    once = normalise(text)
    assert normalise(once) == once
    normal = Normal(text)
    assert normal.text == once
    if once:
        start, end = normal.span(0, len(once))
        assert 0 <= start < end <= len(text)


def parse_line(data):
    """Any line: a call or a briefing that says what is wrong."""
    assert parse(data.decode("utf-8", "replace"), commands(), texts("en")) is not None


TARGETS = {f.__name__: f for f in (read_feed, normalise_text, parse_line)}


def main(arguments):
    """Runs one target, or each for a minute."""
    try:
        import atheris
    except ImportError:
        print("fuzz skipped: atheris is not installed (pip install atheris; Linux, Python 3.11 to 3.13)")
        return 0
    if not arguments:
        command = [sys.executable, "-m", "tests.fuzz"]
        return max(subprocess.run([*command, t, f"-max_total_time={SECONDS}"], check=False).returncode for t in TARGETS)
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *arguments[1:]], TARGETS[arguments[0]])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
