"""actors.yaml to a checked Roster: pure, quick, and exact about mistakes.

The text is read once with the C loader. Only when something is wrong is it composed again with line marks, to say in
which line of which file the fault stands.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import yaml
from rapidfuzz import fuzz, process

from model.actor import (
    Actor,
    Designation,
    Fact,
    Group,
    Leader,
    Milestone,
    Name,
    Office,
    Person,
    Relation,
    Roster,
    Short,
    Source,
)
from model.errors import DataError
from model.plain_yaml import load
from model.written import known_value

T = TypeVar("T")
Path = tuple[str | int, ...]

FOLLOWED_KINDS = ("faction", "facade", "umbrella", "bloc", "state-force", "state-body")
APART_KINDS = ("foreign", "topic")
CONFIDENCES = ("high", "medium", "low")
RELATIONS = (
    *("sponsored_by", "sponsors", "facade_of", "has_facade", "political_wing_of", "political_wing"),
    *("split_from", "parent_of", "merged_into", "successor_of", "succeeded_by"),
    *("member_of", "includes", "subordinate_to", "governed_by", "governs"),
    *("ally", "rival", "enemy", "target_of", "related_to"),
)
DEFAULT_NEEDS = ("iraq",)  # what a short name needs where its entry says nothing

FILE_KEYS = ("version", "compiled", "sources", "rules", "groups", "actors", "people", "apart")
RULE_KEYS = (  # `cues` is read here, the others by the part of intel that applies them
    *("cues", "implied", "also", "decoys", "titles", "name_titles", "given_names", "group_words", "connectors"),
    *("company_words", "brigades", "since"),
)
SOURCE_KEYS = ("publisher", "title", "url", "as_of")
SOURCED = ("source", "as_of", "confidence", "note")
FACT_KEYS = ("value", *SOURCED)
SINGLE_FACTS = (
    *("summary", "status", "founded", "founder", "origin", "ideology", "religious_reference", "sponsor"),
    "political_wing",
)
ACTOR_KEYS = (
    *("id", "name", "kind", "names", "short", *SINGLE_FACTS, "area", "brigades", "leaders", "parents", "relations"),
    *("designations", "timeline", "not", "external", "note"),
)
PERSON_KEYS = (
    *("id", "name", "names", "short", "actors", "speaks_for", "role", "died", "designations", "tell_apart", "note"),
)
LEADER_KEYS = ("person", "name", "role", "from", "to", *SOURCED)
RELATION_KEYS = ("type", "value", *SOURCED)
DESIGNATION_KEYS = ("by", "list", "date", *SOURCED)
MILESTONE_KEYS = ("date", "value", *SOURCED)
SHORT_KEYS = ("text", "needs", "unless")
OFFICE_KEYS = ("actor", "from", "to")
GROUP_KEYS = ("name", "members")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DATE = re.compile(r"(?:(by|before|after|about) )?(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def parse_roster(texts: Sequence[tuple[str, str]]) -> Roster:
    """The roster of one or several files, given as (file name, YAML text); later files add to or replace by id.

    Raises DataError naming file, line and field for anything that cannot be used as written.
    """
    files = [_read(number, name, text) for number, (name, text) in enumerate(texts)]
    try:
        return _assemble(files, _fingerprint(texts))
    except _Flaw as flaw:
        name, text = texts[flaw.file]
        raise DataError(name, _line_of(str(text), flaw.path), _dotted(flaw.path), flaw.message) from None


class _Flaw(Exception):
    """A fault and the way to it; becomes a DataError once its line is known."""

    def __init__(self, file: int, path: Path, message: str) -> None:
        super().__init__(message)
        self.file, self.path, self.message = file, path, message


@dataclass(frozen=True, slots=True)
class _At:
    """A value, the file it stands in, and the way to it."""

    file: int
    path: Path
    value: object

    def flaw(self, message: str, *below: str | int) -> _Flaw:
        return _Flaw(self.file, (*self.path, *below), message)

    def table(self, what: str, known: Sequence[str] | None = None) -> "dict[str, _At]":
        """The entries of a mapping, null ones left out; a key outside `known` is a fault that names the nearest."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.flaw(f"{what} must be a mapping of names to values")
        for key in self.value:
            if not isinstance(key, str) or (known is not None and key not in known):
                raise self.flaw(f'"{key}" is not a field of {what}{_nearest(str(key), known or ())}', str(key))
        return {k: _At(self.file, (*self.path, k), v) for k, v in self.value.items() if v is not None}

    def rows(self) -> "list[_At]":
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.flaw(f'"{self.path[-1]}" must be a list')
        return [_At(self.file, (*self.path, i), v) for i, v in enumerate(self.value)]

    def text(self) -> str:
        """A text that is not empty; bare years, numbers and dates count as text."""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | date):
            raise self.flaw(f'"{self._field()}" must be text')
        text = str(self.value).strip()
        if not text:
            raise self.flaw(f'"{self._field()}" must not be empty')
        return text

    def one_of(self, allowed: Iterable[str], what: str) -> str:
        text, allowed = self.text(), tuple(allowed)
        if text not in allowed:
            raise self.flaw(f'"{text}" is not {what}{_nearest(text, allowed)}')
        return text

    def date(self) -> str:
        """A year, month or day, at times with a word for an imprecise one: "2020", "by 2020-02", "2020-01-03"."""
        text = self.text()
        if not _is_date(text):
            raise self.flaw(f'"{text}" is not a date like 2020, 2020-01, 2020-01-03 or "by 2020-02"')
        return text

    def day(self) -> str:
        """A date without a word before it."""
        text = self.date()
        if not text[0].isdigit():
            raise self.flaw(f'"{text}" must be a plain date like 2020, 2020-01 or 2020-01-03')
        return text

    def _field(self) -> str:
        return str(next((part for part in reversed(self.path) if isinstance(part, str)), "value"))


@dataclass(frozen=True, slots=True)
class _Book:
    """What entries may refer to, gathered from all files before any entry is built."""

    sources: Mapping[str, Source]
    cues: Mapping[str, Mapping[str, tuple[str, ...]]]
    actors: Mapping[str, tuple[_At, bool]]  # id -> where it stands, and whether under `apart`
    people: Mapping[str, _At]


@dataclass(slots=True)
class _Heap:
    """The merged entries of all files; a later file's entry takes the place of an earlier one of the same id."""

    sources: dict[str, Source] = field(default_factory=dict)
    cues: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    rules: dict[str, object] = field(default_factory=dict)
    groups: dict[str, _At] = field(default_factory=dict)
    actors: dict[str, tuple[_At, bool]] = field(default_factory=dict)
    people: dict[str, _At] = field(default_factory=dict)
    compiled: str = ""

    def add(self, top: Mapping[str, _At]) -> None:
        self.compiled = top["compiled"].day() if "compiled" in top else self.compiled
        if "version" in top and top["version"].value != 1:
            raise top["version"].flaw("this program reads version 1 of the actor file")
        self.sources |= {k: _source(at) for k, at in _entries(top, "sources", "the sources").items()}
        self._add_rules(top)
        self.groups |= _entries(top, "groups", "the groups")
        self._add_entries(top)

    def _add_rules(self, top: Mapping[str, _At]) -> None:
        rules = top["rules"].table("the rules", RULE_KEYS) if "rules" in top else {}
        if "cues" in rules:
            self.cues |= {k: _words(at, f'the cue set "{k}"') for k, at in rules["cues"].table("the cues").items()}
        self.rules |= {k: at.value for k, at in rules.items() if k != "cues"}

    def _add_entries(self, top: Mapping[str, _At]) -> None:
        seen: set[str] = set()
        for section in ("actors", "apart", "people"):
            for at in top[section].rows() if section in top else []:
                entry_id = _new_id(at, seen)
                if section == "people":
                    self.people[entry_id] = at
                else:
                    self.actors[entry_id] = (at, section == "apart")


def _read(number: int, name: str, text: str) -> _At:
    try:
        return _At(number, (), known_value(text) or load(text))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise DataError(name, line, "", f"this is not YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a control character, an impossible date, [[[[...
        raise DataError(name, None, "", f"this is not YAML: {error}".splitlines()[0]) from error


def _assemble(files: Sequence[_At], fingerprint: str) -> Roster:
    heap = _Heap()
    for at in files:
        heap.add(at.table("the actor file", FILE_KEYS))
    for taken in sorted(heap.people.keys() & heap.actors.keys()):
        raise heap.people[taken].flaw(f'the id "{taken}" is taken by an actor', "id")
    book = _Book(heap.sources, heap.cues, heap.actors, heap.people)
    return Roster(
        actors={k: _actor(at, apart, book) for k, (at, apart) in heap.actors.items()},
        people={k: _person(at, book) for k, at in heap.people.items()},
        groups={k: _group(k, at, book) for k, at in heap.groups.items()},
        cues=heap.cues,
        rules=heap.rules,
        compiled=heap.compiled,
        fingerprint=fingerprint,
    )


def _actor(at: _At, apart: bool, book: _Book) -> Actor:
    row = at.table("an actor", ACTOR_KEYS)
    kinds = APART_KINDS if apart else FOLLOWED_KINDS
    return Actor(
        id=row["id"].text(),
        name=_required(at, row, "name").text(),
        kind=_required(at, row, "kind").one_of(kinds, f"a kind of {'those told apart' if apart else 'actor'}"),
        names=_names(_required(at, row, "names")),
        short=_each(row, "short", lambda one: _short(one, book)),
        facts={k: _fact(row[k], book) for k in SINGLE_FACTS if k in row},
        area=_each(row, "area", lambda one: _fact(one, book)),
        brigades=_each(row, "brigades", lambda one: _fact(one, book)),
        leaders=_each(row, "leaders", lambda one: _leader(one, book)),
        parents=_each(row, "parents", lambda one: _parent(one, book)),
        relations=_each(row, "relations", lambda one: _relation(one, book)),
        designations=_each(row, "designations", lambda one: _designation(one, book)),
        timeline=_each(row, "timeline", lambda one: _milestone(one, book)),
        told_apart_from=_each(row, "not", lambda one: _actor_id(one, book)),
        external={k: v.text() for k, v in _entries(row, "external", "the outside ids").items()},
        note=_optional(row, "note"),
        apart=apart,
    )


def _person(at: _At, book: _Book) -> Person:
    row = at.table("a person", PERSON_KEYS)
    return Person(
        id=row["id"].text(),
        name=_required(at, row, "name").text(),
        names=_names(_required(at, row, "names")),
        short=_each(row, "short", lambda one: _short(one, book)),
        actors=_each(row, "actors", lambda one: _actor_id(one, book)),
        speaks_for=_each(row, "speaks_for", lambda one: _office(one, book)),
        role=_fact(row["role"], book) if "role" in row else None,
        died=_fact(row["died"], book) if "died" in row else None,
        designations=_each(row, "designations", lambda one: _designation(one, book)),
        tell_apart=_optional(row, "tell_apart"),
        note=_optional(row, "note"),
    )


def _group(group_id: str, at: _At, book: _Book) -> Group:
    row = at.table("a group", GROUP_KEYS)
    if group_id in book.actors:
        raise at.flaw(f'the id "{group_id}" is taken by an actor')
    members = _each(row, "members", lambda one: _actor_id(one, book))
    if not members:
        raise at.flaw(f'the group "{group_id}" has no members')
    return Group(group_id, _required(at, row, "name").text(), members)


def _names(at: _At) -> tuple[Name, ...]:
    found = [Name(word, language) for language, words in _words(at, "the names").items() for word in words]
    if not found:
        raise at.flaw('"names" must hold at least one name')
    return tuple(found)


def _short(at: _At, book: _Book) -> Short:
    row = at.table("a short name", SHORT_KEYS)
    return Short(
        text=_required(at, row, "text").text(),
        needs=_cue_sets(row["needs"], book) if "needs" in row else DEFAULT_NEEDS,
        unless=_cue_sets(row["unless"], book) if "unless" in row else (),
    )


def _cue_sets(at: _At, book: _Book) -> tuple[str, ...]:
    """Names of cue sets; "iraq+politics" asks for both."""
    for one in at.rows():
        for part in one.text().split("+"):
            _At(one.file, one.path, part).one_of(book.cues, "a cue set")
    return tuple(one.text() for one in at.rows())


def _fact(at: _At, book: _Book) -> Fact:
    row = at.table("a fact", FACT_KEYS)
    source, as_of, confidence, note = _sourced(row, book)
    return Fact(_required(at, row, "value").text(), source, as_of, confidence, note)


def _parent(at: _At, book: _Book) -> Fact:
    fact = _fact(at, book)
    _known(at, fact.value, book, "value")
    return fact


def _leader(at: _At, book: _Book) -> Leader:
    row = at.table("a leader", LEADER_KEYS)
    person = row["person"].one_of(book.people, "the id of a person") if "person" in row else None
    source, as_of, confidence, note = _sourced(row, book)
    return Leader(
        name=_required(at, row, "name").text(),
        role=_required(at, row, "role").text(),
        person=person,
        begin=row["from"].date() if "from" in row else None,
        end=row["to"].date() if "to" in row else None,
        source=source,
        as_of=as_of,
        confidence=confidence,
        note=note,
    )


def _relation(at: _At, book: _Book) -> Relation:
    row = at.table("a relation", RELATION_KEYS)
    kind = _required(at, row, "type").one_of(RELATIONS, "a type of relation")
    target = _actor_id(_required(at, row, "value"), book)
    return Relation(kind, target, *_sourced(row, book))


def _designation(at: _At, book: _Book) -> Designation:
    row = at.table("a designation", DESIGNATION_KEYS)
    by, listed = _required(at, row, "by").text(), _required(at, row, "list").text()
    return Designation(by, listed, row["date"].date() if "date" in row else None, *_sourced(row, book))


def _milestone(at: _At, book: _Book) -> Milestone:
    row = at.table("a timeline entry", MILESTONE_KEYS)
    source, as_of, confidence, _ = _sourced(row, book)
    return Milestone(_required(at, row, "date").date(), _required(at, row, "value").text(), source, as_of, confidence)


def _office(at: _At, book: _Book) -> Office:
    row = at.table("a time of speaking for an actor", OFFICE_KEYS)
    begin, end = (row[k].day() if k in row else None for k in ("from", "to"))
    return Office(_actor_id(_required(at, row, "actor"), book), begin, end)


def _source(at: _At) -> Source:
    row = at.table("a source", SOURCE_KEYS)
    as_of = row["as_of"].date() if "as_of" in row else None
    return Source(_optional(row, "url"), _optional(row, "publisher"), _optional(row, "title"), as_of)


def _sourced(row: Mapping[str, _At], book: _Book) -> tuple[Source | None, str | None, str, str]:
    """Source, as-of date, confidence and note of a fact; one without a source can only be of low confidence."""
    source = _cited(row["source"], book) if "source" in row else None
    as_of = row["as_of"].date() if "as_of" in row else None
    confidence = row["confidence"].one_of(CONFIDENCES, "a confidence") if "confidence" in row else "low"
    if source is None and confidence != "low":
        raise row["confidence"].flaw(f'a fact without a source is of low confidence, not "{confidence}"')
    return source, as_of, confidence, _optional(row, "note")


def _cited(at: _At, book: _Book) -> Source:
    text = at.text()
    if text.startswith(("https://", "http://")):
        return Source(text)
    if text not in book.sources:
        raise at.flaw(f'"{text}" is neither an address nor one of the sources{_nearest(text, book.sources)}')
    return book.sources[text]


def _actor_id(at: _At, book: _Book) -> str:
    return _known(at, at.text(), book)


def _known(at: _At, actor: str, book: _Book, *below: str) -> str:
    if actor not in book.actors:
        raise at.flaw(f'"{actor}" is not the id of an actor{_nearest(actor, book.actors)}', *below)
    return actor


def _new_id(at: _At, seen: set[str]) -> str:
    row = at.table("an entry")
    if "id" not in row:
        raise at.flaw('an entry needs an "id"')
    entry_id = row["id"].text()
    if not _ID.fullmatch(entry_id):
        raise row["id"].flaw(f'"{entry_id}" is not an id: small letters, digits and single hyphens')
    if entry_id in seen:
        raise row["id"].flaw(f'the id "{entry_id}" stands twice in this file')
    seen.add(entry_id)
    return entry_id


def _words(at: _At, what: str) -> dict[str, tuple[str, ...]]:
    """Language code to words, as names and cue sets are written."""
    found = {}
    for language, words in at.table(what).items():
        if not _LANGUAGE.fullmatch(language):
            raise words.flaw(f'"{language}" is not a language code like en, ar or fa')
        found[language] = tuple(word.text() for word in words.rows())
    return found


def _entries(row: Mapping[str, _At], key: str, what: str) -> dict[str, _At]:
    return row[key].table(what) if key in row else {}


def _each(row: Mapping[str, _At], key: str, build: Callable[[_At], T]) -> tuple[T, ...]:
    return tuple(build(at) for at in row[key].rows()) if key in row else ()


def _required(at: _At, row: Mapping[str, _At], key: str) -> _At:
    if key not in row:
        raise at.flaw(f'"{key}" is missing{_of(at)}')
    return row[key]


def _optional(row: Mapping[str, _At], key: str) -> str:
    return row[key].text() if key in row else ""


def _of(at: _At) -> str:
    entry_id = at.value.get("id") if isinstance(at.value, dict) else None
    return f' from "{entry_id}"' if entry_id else ""


def _nearest(word: str, known: Iterable[str]) -> str:
    best = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=50)
    return f'; did you mean "{best[0]}"?' if best else ""


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return False
    try:
        date(int(match[2]), int(match[3] or 1), int(match[4] or 1))
    except ValueError:
        return False
    return True


def _fingerprint(texts: Sequence[tuple[str, str]]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for _, text in texts:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)


def _line_of(text: str, path: Path) -> int:
    """The line in which the value at `path` stands, or the nearest place above it that exists."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    line = 1
    for part in path:
        found = next(_below(node, part), None)
        if found is None:
            break
        line, node = found
    return line


def _below(node: yaml.Node | None, part: str | int) -> Iterator[tuple[int, yaml.Node]]:
    """The child that `part` leads to and its line; of a key that stands twice, the last, as the loader takes it."""
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if str(key.value) == str(part):
                yield key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        yield node.value[part].start_mark.line + 1, node.value[part]
