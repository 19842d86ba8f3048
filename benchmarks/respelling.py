"""How often a name is still found after random transliteration edits, and what the matcher sees in unrelated English.

    python -m benchmarks.respelling [--tries 200] [--seed 7]

The edits come from how press and encyclopedias differ in writing Arabic: other vowels, doubled or single letters,
k and q, kh and h, z and s, apostrophes, articles (al, el, ul, assimilated), spaces and hyphens. They know nothing of
the matcher. Unrelated text: the help topics and docstrings that come with Python, and the near-name sentences.
"""

import argparse
import importlib
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from pydoc_data import topics

from intel.names import NameFinder
from intel.roster import parse_roster
from model.item import Document

TOP = Path(__file__).parents[1]
NAMES = {
    "Kata'ib Hezbollah": "kataib-hezbollah",
    "Asa'ib Ahl al-Haq": "asaib-ahl-al-haq",
    "Harakat al-Nujaba": "harakat-al-nujaba",
    "Kata'ib Sayyid al-Shuhada": "kataib-sayyid-al-shuhada",
    "Ansar Allah al-Awfiya": "ansar-allah-al-awfiya",
    "Kata'ib al-Imam Ali": "kataib-al-imam-ali",
    "Saraya al-Salam": "saraya-al-salam",
    "Hashd al-Sha'abi": "popular-mobilization-forces",
    "Saraya Awliya al-Dam": "saraya-awliya-al-dam",
    "Saraya al-Khorasani": "saraya-al-khorasani",
}
KINDS = ("faction", "facade", "umbrella", "bloc")
FRAME = "Fighters of {} gathered near the crossing on Tuesday, residents said."

Edit = Callable[[str, random.Random], str]


def _swap(pairs: dict[str, str]) -> Edit:
    """Replace one occurrence of a key by its value, or the other way round."""

    def edit(name: str, rng: random.Random) -> str:
        places = [(m.start(), m.end(), new) for old, new in pairs.items() for m in re.finditer(old, name)]
        if not places:
            return name
        start, end, new = rng.choice(places)
        return name[:start] + new + name[end:]

    return edit


def _vowel(name: str, rng: random.Random) -> str:
    """One vowel is written as another, doubled, or left out (not at the beginning of a word)."""
    places = [m.start() for m in re.finditer(r"(?<=[A-Za-z])[aeiou]", name)]
    if not places:
        return name
    at = rng.choice(places)
    return name[:at] + rng.choice(["a", "e", "i", "o", "u", "aa", "ee", "ou", "ai", "ei", ""]) + name[at + 1 :]


def _double(name: str, rng: random.Random) -> str:
    places = [m.start() for m in re.finditer(r"(?<=[aeiou])[bdfhklmnrsz](?=[aeiou])", name)]
    at = rng.choice(places) if places else None
    return name if at is None else name[:at] + name[at] + name[at:]


def _apostrophe(name: str, rng: random.Random) -> str:
    if "'" in name:
        return name.replace("'", rng.choice(["", "’", "ʿ", "`"]), 1)
    places = [m.end() for m in re.finditer(r"[aeiou](?=[aeiou])", name)]
    at = rng.choice(places) if places else None
    return name if at is None else name[:at] + "'" + name[at:]


def _article(name: str, rng: random.Random) -> str:
    following = re.search(r"\bal-(\w)", name)
    if not following:
        return name
    first = following[1].lower()
    assimilated = [f"a{'sh' if name[following.start(1) :].lower().startswith('sh') else first}-"] * (first in "sdnrtz")
    return name.replace("al-", rng.choice(["al ", "el-", "Al-", "Al ", "ul-", "", *assimilated]), 1)


def _spacing(name: str, rng: random.Random) -> str:
    return rng.choice([name.replace(" ", "-", 1), name.replace("Allah", "allah").replace("r a", "ra"), name.upper()])


EDITS: dict[str, Edit] = {
    "vowel": _vowel,
    "consonant": _swap(
        {"k": "q", "q": "k", "H": "Kh", "kh": "k", "Kh": "K", "S(?!h)": "Ss", "z": "s", "w": "u", "y": "i"}
    ),
    "ending": _swap({"a$": "ah", "ah$": "a", "a(?= )": "ah", "i$": "y", "ya$": "iya", "b(?= )": "b'"}),
    "double": _double,
    "apostrophe": _apostrophe,
    "article": _article,
    "spacing": _spacing,
}


def respell(name: str, edits: int, rng: random.Random) -> str:
    """The name after so many random edits, each of which changes it if it can."""
    for _ in range(edits):
        before = name
        for _ in range(6):
            name = EDITS[rng.choice(list(EDITS))](name, rng)
            if name != before:
                break
    return name


def recall(finder: NameFinder, edits: int, tries: int, seed: int) -> tuple[int, int, list[str]]:
    """Found, tried, and what was missed."""
    rng, found, missed = random.Random(seed), 0, []
    for name, actor in NAMES.items():
        for _ in range(tries):
            written = respell(name, edits, rng)
            if actor in finder.find(Document(title=FRAME.format(written))).actors:
                found += 1
            else:
                missed.append(written)
    return found, tries * len(NAMES), missed


def english() -> Iterator[str]:
    """Paragraphs of unrelated English that every Python carries."""
    yield from "\n".join(topics.topics.values()).split("\n\n")
    for name in PLAIN_MODULES:
        for one in vars(importlib.import_module(name)).values():
            yield from _docstrings(one)


def _docstrings(one: object) -> Iterator[str]:
    for part in (one, *(vars(one).values() if isinstance(one, type) else ())):
        written = getattr(part, "__doc__", None)
        yield from written.split("\n\n") if isinstance(written, str) else ()


PLAIN_MODULES = (
    *("argparse", "ast", "asyncio", "calendar", "codecs", "collections", "configparser", "contextlib", "csv", "cmd"),
    *(
        "datetime",
        "decimal",
        "difflib",
        "doctest",
        "email",
        "enum",
        "fractions",
        "ftplib",
        "functools",
        "heapq",
        "http",
    ),
    *("imaplib", "inspect", "ipaddress", "itertools", "json", "logging", "mailbox", "math", "multiprocessing", "os"),
    *("optparse", "pathlib", "pdb", "pickle", "pickletools", "plistlib", "pydoc", "random", "re", "shelve", "shutil"),
    *("smtplib", "socket", "sqlite3", "ssl", "statistics", "string", "subprocess", "tarfile", "tempfile", "textwrap"),
    *("threading", "tkinter", "traceback", "turtle", "types", "unittest", "urllib", "uuid", "warnings", "weakref"),
)


def false_hits(finder: NameFinder, texts: Iterator[str], followed: frozenset[str]) -> tuple[int, list[str]]:
    """Words read, and mentions of followed groups in them."""
    words, hits = 0, []
    for text in texts:
        words += len(text.split())
        names = finder.find(Document(summary=text))
        hits += [f"{mention.span.text} ({mention.actor})" for mention in names.mentions if mention.actor in followed]
    return words, hits


def main() -> None:
    """Print recall by number of edits, then false hits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    roster = parse_roster([("actors.yaml", (TOP / "actors.yaml").read_text(encoding="utf-8"))])
    finder = NameFinder(roster)
    for edits in (1, 2, 3):
        found, tried, missed = recall(finder, edits, arguments.tries, arguments.seed)
        print(f"{edits} edits: recall {found / tried:.3f} ({found} of {tried}); missed: {', '.join(missed[:6])}")
    followed = frozenset(actor.id for actor in roster.actors.values() if actor.kind in KINDS)
    lines = (TOP / "tests/corpus/near_names.jsonl").read_text(encoding="utf-8").splitlines()
    near = [f"{row['title']}. {row['summary']}" for row in map(json.loads, lines)]
    for label, texts in (("near-name sentences", iter(near)), ("unrelated English", english())):
        words, hits = false_hits(finder, texts, followed)
        print(f"{label}: {len(hits)} false hits in {words:,} words {hits[:8]}")


if __name__ == "__main__":
    main()
