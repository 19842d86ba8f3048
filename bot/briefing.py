"""What we say, before any platform: a Briefing and its parts, and their JSON form (`ask --json`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

VERSION = 1
_SHOWN = ("private", "news_first", "folded")
_BLOCKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered source that fields and lines refer to."""

    n: int
    outlet: str
    title: str
    url: str
    published: datetime | None = None
    reliability: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section; an event line begins with what we know."""

    text: str
    at: datetime | None = None
    type: str | None = None
    actors: tuple[str, ...] = ()
    place: str | None = None
    story: str | None = None
    sources: tuple[int, ...] = ()
    quote: str = ""  # the published headline, in its own language
    struck: str = ""  # what a correction withdrew, shown struck through
    when: str = ""  # the time in words, where `at` would say more than is known
    spark: tuple[int, ...] = ()  # counts a day, shown behind the text: as blocks for people, as numbers in pipes


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A named fact of a card."""

    name: str
    value: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers for a picture, no picture: kind, a text that replaces it, and what bot.charts draws it from."""

    kind: str  # spark, activity, trend, heat, relations, map
    alt: str
    series: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Action:
    """Something to press: a label and the typed command that it stands for."""

    label: str
    command: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """A whole answer or post."""

    kind: str  # actor, events, story, digest, choice, unknown, error, settings, help, ...
    title: str
    text: str = ""
    actor: str | None = None
    fields: tuple[Field, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[Source, ...] = ()
    charts: tuple[Chart, ...] = ()
    actions: tuple[Action, ...] = ()
    as_of: datetime | None = None
    warnings: tuple[str, ...] = ()
    private: bool = False  # settings, errors and unknown names answer only to who asked
    news_first: bool = False  # sections stand before fields, as on a card: the answer first, the facts behind it
    again: str = ""  # the command that says the very same again, where the one that made it would not: for its pages
    folded: bool = False  # sources that no section cites are shown only when asked for (there is an action for it)

    def with_warning(self, text: str) -> "Briefing":
        """The same briefing with one more warning."""
        return replace(self, warnings=(*self.warnings, text))

    @property
    def shown_sources(self) -> tuple[Source, ...]:
        """The sources to list below: all, or of a folded briefing those that its sections cite."""
        if not self.folded:
            return self.sources
        cited = {n for section in self.sections for line in section.lines for n in line.sources}
        return tuple(source for source in self.sources if source.n in cited)


class Sources:
    """Numbers sources in the order of first use, after those known; the same address gets the same number."""

    def __init__(self, known: Iterable[Source] = ()) -> None:
        self._by_url = {_key(s.outlet, s.title, s.url): s for s in known}
        self._last = max((s.n for s in self._by_url.values()), default=0)

    def cite(
        self, outlet: str, title: str, url: str, published: datetime | None = None, reliability: str = ""
    ) -> tuple[int, ...]:
        """The number of this source, as a tuple ready for `sources=`; nothing to cite gives ()."""
        key = _key(outlet, title, url)
        if not key.strip():
            return ()
        if key not in self._by_url:
            self._last += 1
            self._by_url[key] = Source(self._last, outlet, title, url, published, reliability)
        return (self._by_url[key].n,)

    def all(self) -> tuple[Source, ...]:
        """Every source cited so far, by number."""
        return tuple(self._by_url.values())


def _key(outlet: str, title: str, url: str) -> str:
    return url or f"{outlet}\n{title}"


def sparkline(values: Sequence[int]) -> str:
    """Counts as a run of block characters; a day without any is the lowest block, so that days can be counted."""
    most = max(values, default=0)
    return "".join(_BLOCKS[-(-n * 7 // most) if most else 0] for n in values)


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def to_json(briefing: Briefing) -> dict[str, Any]:
    """The public JSON form (contract "ask --json")."""
    return {
        "version": VERSION,
        "kind": briefing.kind,
        "title": briefing.title,
        "text": briefing.text,
        "actor": briefing.actor,
        "fields": [{"name": f.name, "value": f.value, "sources": list(f.sources)} for f in briefing.fields],
        "sections": [{"title": s.title, "lines": [_line(x) for x in s.lines]} for s in briefing.sections],
        "sources": [_source(s) for s in briefing.sources],
        "charts": [{"kind": c.kind, "alt": c.alt, "series": dict(c.series)} for c in briefing.charts],
        "actions": [{"label": a.label, "command": a.command} for a in briefing.actions],
        "as_of": iso(briefing.as_of),
        "warnings": list(briefing.warnings),
    }


def _line(line: Line) -> dict[str, Any]:
    """What the contract names: the headline stands in the sources, or without any in the text."""
    quote = f" “{line.quote}”" if line.quote and not line.sources else ""
    return {
        "text": (f"[{line.struck}] {line.text}" if line.struck else line.text) + quote,
        "at": iso(line.at),
        "type": line.type,
        "actors": list(line.actors),
        "place": line.place,
        "story": line.story,
        "sources": list(line.sources),
    }


def _whole_line(line: Line) -> dict[str, Any]:
    shown = {"quote": line.quote, "struck": line.struck, "when": line.when, "spark": list(line.spark)}
    return {**_line(line), "text": line.text, **shown}


def _source(source: Source) -> dict[str, Any]:
    return {
        "n": source.n,
        "outlet": source.outlet,
        "title": source.title,
        "url": source.url,
        "published": iso(source.published),
        "reliability": source.reliability,
    }


def from_json(data: Mapping[str, Any]) -> Briefing:
    """A briefing from its JSON form; how it is shown comes with it where `to_whole` wrote it."""
    return Briefing(
        kind=data["kind"],
        title=data["title"],
        text=data["text"],
        actor=data["actor"],
        fields=tuple(Field(f["name"], f["value"], tuple(f["sources"])) for f in data["fields"]),
        sections=tuple(Section(s["title"], tuple(map(_line_from, s["lines"]))) for s in data["sections"]),
        sources=tuple(Source(**{**s, "published": _moment(s["published"])}) for s in data["sources"]),
        charts=tuple(Chart(c["kind"], c["alt"], c["series"]) for c in data["charts"]),
        actions=tuple(Action(a["label"], a["command"]) for a in data["actions"]),
        as_of=_moment(data["as_of"]),
        warnings=tuple(data["warnings"]),
        again=str(data.get("again") or ""),
        **{name: bool(data.get(name)) for name in _SHOWN},
    )


def to_whole(briefing: Briefing) -> dict[str, Any]:
    """The JSON form with all that is needed to show it again, for the store."""
    sections = [{"title": s.title, "lines": [_whole_line(x) for x in s.lines]} for s in briefing.sections]
    shown = {name: getattr(briefing, name) for name in _SHOWN}
    return {**to_json(briefing), "sections": sections, "again": briefing.again, **shown}


def _line_from(data: Mapping[str, Any]) -> Line:
    lists = {name: tuple(data.get(name, ())) for name in ("actors", "sources", "spark")}
    return Line(**{**data, "at": _moment(data["at"]), **lists})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
