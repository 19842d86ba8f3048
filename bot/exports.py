"""Stories and actors in the forms others read: CSV, JSON lines, RSS, and a STIX 2.1 bundle. Pure.

STIX knows no armed groups, only attackers on computers, so actors and people are `identity` objects, stories are
`report` objects, places are `location` objects; a link that is an assessment says so in its confidence and description.
Ids come from ours, so that a second export updates the first.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from uuid import UUID, uuid5
from xml.sax.saxutils import escape

from bot.briefing import iso
from bot.command import Request
from bot.dates import first_day
from bot.facts import ASSESSED
from bot.lines import corroboration, day_words, main_place, outlet_name, story_facts
from model.actor import Actor, Fact, Person
from model.item import Item
from model.place import Place
from model.story import Story

FORMATS = ("csv", "jsonl", "rss", "stix")
COLUMNS = (
    *(
        "id",
        "first_seen",
        "latest",
        "day",
        "day_precision",
        "type",
        "second",
        "flags",
        "actors",
        "people",
        "claimed_by",
    ),
    *("place", "latitude", "longitude", "killed_min", "killed_max", "wounded_min", "wounded_max", "weapons"),
    *("sources", "reports", "languages", "reliability", "credibility", "significance", "history"),
    *("headline", "outlet", "link"),
)
NAMESPACE = UUID("4b1e0c52-6f0f-5c55-9e0b-0d6a6f2f4a11")  # of our ids, as STIX and RSS readers see them
CONFIDENCE: Mapping[str, int] = {"high": 85, "medium": 50, "low": 15}  # the scale of STIX 2.1, appendix A
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Exported:
    """A story with the items it stands on, the headline's first."""

    story: Story
    items: tuple[Item, ...]

    @property
    def head(self) -> Item | None:
        """The item of the headline."""
        return next((i for i in self.items if i.id == self.story.headline_item), None)


def csv_rows(request: Request, stories: Iterable[Exported]) -> Iterator[str]:
    """A header and a row a story; a text that a spreadsheet would run as a formula begins with an apostrophe."""
    yield _csv(COLUMNS)
    for one in stories:
        yield _csv([_cell(value) for value in _row(request, one)])


def _csv(values: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()


def _row(request: Request, one: Exported) -> list[object]:
    s, head, place = one.story, one.head, main_place(request, one.story)
    killed, wounded = s.killed or ("", ""), s.wounded or ("", "")
    return [
        *(s.id, iso(s.first_seen), iso(s.latest), s.day or "", s.day_precision, s.type, s.second or ""),
        *(_list(s.flags), _list(s.actors), _list(s.people), _list(s.claimed_by)),
        *(place.id if place else "", place.lat if place else "", place.lon if place else "", *killed, *wounded),
        *(_list(s.weapons), s.sources, s.reports, _list(s.languages), s.reliability, s.credibility, s.significance),
        *(int(s.history), s.headline, outlet_name(request, head) if head else "", head.link if head else ""),
    ]


def _list(values: Iterable[str]) -> str:
    return ";".join(values)


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def json_lines(request: Request, stories: Iterable[Exported]) -> Iterator[str]:
    """An object a story, with its reports."""
    for one in stories:
        s = one.story
        told = {
            "id": s.id,
            "first_seen": iso(s.first_seen),
            "latest": iso(s.latest),
            "day": s.day.isoformat() if s.day else None,
            "day_precision": s.day_precision,
            "type": s.type,
            "second": s.second,
            **{k: list(getattr(s, k)) for k in ("flags", "actors", "people", "places", "claimed_by", "weapons")},
            "killed": list(s.killed) if s.killed else None,
            "wounded": list(s.wounded) if s.wounded else None,
            "sources": s.sources,
            "reliability": s.reliability,
            "credibility": s.credibility,
            "significance": s.significance,
            "history": s.history,
            "headline": s.headline,
            "reports": [_report(request, i) for i in one.items],
        }
        yield json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n"


def _report(request: Request, item: Item) -> dict[str, object]:
    return {
        "outlet": outlet_name(request, item),
        "title": item.document.title,
        "link": item.link,
        "published": iso(item.published) if item.dated else None,
        "language": item.document.language,
    }


def rss(request: Request, stories: Sequence[Exported]) -> Iterator[str]:
    """A feed of our stories: what we know as the title, the headline and its outlet below, linked to the report."""
    t = request.texts
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>\n'
    yield f"<title>{_xml(t.say('digest.all'))}</title><link>urn:uuid:{NAMESPACE}</link>\n"
    yield f"<description>{_xml(t.say('about.text'))}</description><language>{t.language}</language>\n"
    yield f"<lastBuildDate>{format_datetime(request.now, usegmt=True)}</lastBuildDate>\n"
    for one in stories:
        yield _rss_item(request, one)
    yield "</channel></rss>\n"


def _rss_item(request: Request, one: Exported) -> str:
    s, head = one.story, one.head
    link = f"<link>{_xml(head.link)}</link>" if head and head.link else ""
    outlet = f" ({outlet_name(request, head)})" if head else ""
    day = day_words(request, s.day or s.first_seen.date(), s.day_precision) if s.history else corroboration(request, s)
    return (
        f"<item><title>{_xml(' · '.join(story_facts(request, s)))}</title>{link}"
        f'<guid isPermaLink="false">{_xml(s.id)}</guid>'
        f"<pubDate>{format_datetime(s.first_seen.astimezone(UTC), usegmt=True)}</pubDate>"
        f"<description>{_xml(f'“{s.headline}”{outlet} · {day}')}</description></item>\n"
    )


def _xml(text: str) -> str:
    return escape(_CONTROLS.sub(" ", text))


# STIX


def stix(request: Request, stories: Sequence[Exported]) -> str:
    """The bundle: every followed actor, the people, their links, and the stories with whom and where they are about."""
    from stix2 import Bundle

    made = _Stix(request)
    objects = [made.creator, *made.actors(), *made.links(), *made.reports(stories)]
    objects = [*made.places.values(), *objects]
    id = _id("bundle", " ".join(str(getattr(o, "id", "")) for o in objects))
    plain = Bundle(*objects, id=id).serialize()  # its own pretty printing takes the square of the objects' number
    return json.dumps(json.loads(plain), ensure_ascii=False, indent=2) + "\n"


class _Stix:
    """Builds the objects of a bundle, each once."""

    def __init__(self, request: Request) -> None:
        import stix2

        self._stix, self._request = stix2, request
        self._since = _midnight(first_day(request.roster.compiled) or date(2026, 1, 1))
        self.places: dict[str, object] = {}
        self.creator = stix2.Identity(
            id=_id("identity", "factionwatch"), name="Factionwatch", identity_class="system", **self._times(self._since)
        )
        self._known: dict[str, str] = {}

    def actors(self) -> Iterator[object]:
        """Actors and people as identities; those told apart only where a link or a story needs them."""
        roster = self._request.roster
        for actor in roster.actors.values():
            self._known[actor.id] = _id("identity", actor.id)
            yield self._identity(actor, "group", [actor.kind])
        for person in roster.people.values():
            self._known[person.id] = _id("identity", person.id)
            yield self._identity(person, "individual", [])

    def _identity(self, bearer: Actor | Person, kind: str, roles: list[str]) -> object:
        facts = bearer.facts if isinstance(bearer, Actor) else {"summary": bearer.role} if bearer.role else {}
        origins = [f.source for f in facts.values()] + [d.source for d in bearer.designations]
        references = {s.url: s for s in origins if s}
        described = " ".join(_description(bearer, facts.get("summary")))
        return self._stix.Identity(
            id=self._known[bearer.id],
            name=bearer.name,
            identity_class=kind,
            **({"roles": roles} if roles else {}),
            **({"description": described} if described else {}),
            **self._references((s.publisher or s.url, s.url) for s in references.values()),
            **self._times(self._since),
        )

    def links(self) -> Iterator[object]:
        """Declared links, leaders and parents, each with its source and how sure it is."""
        roster, seen = self._request.roster, set[str]()
        for actor in roster.actors.values():
            declared = [(r.type, r.target, r) for r in actor.relations]
            declared += [("member_of", f.value, f) for f in actor.parents]  # type: ignore[misc]
            declared += [("led_by", x.person, x) for x in actor.leaders if x.person]  # type: ignore[misc]
            for type, target, fact in declared:
                id = _id("relationship", f"{actor.id} {type} {target}")
                if target not in self._known or id in seen:
                    continue
                seen.add(id)
                yield self._relationship(id, (actor.id, type, target), fact)

    def _relationship(self, id: str, link: tuple[str, str, str], fact: object) -> object:
        source, type, target = link
        origin, confidence = getattr(fact, "source", None), getattr(fact, "confidence", "low")
        begin, end = _time(getattr(fact, "begin", None)), _time(getattr(fact, "end", None))
        words = ["Assessed." if type in ASSESSED else "", getattr(fact, "note", "") or ""]
        described = " ".join(w for w in words if w)
        return self._stix.Relationship(
            id=id,
            relationship_type=type.replace("_", "-"),
            source_ref=self._known[source],
            target_ref=self._known[target],
            confidence=CONFIDENCE.get(confidence, 15),
            **({"description": described} if described else {}),
            **({"start_time": begin} if begin else {}),
            **({"stop_time": end} if end and (begin is None or end > begin) else {}),
            **self._references([(origin.publisher or origin.url, origin.url)] if origin else []),
            **self._times(self._since),
        )

    def reports(self, stories: Iterable[Exported]) -> Iterator[object]:
        """Stories as reports that refer to whom and where they are about."""
        for one in stories:
            s = one.story
            refs = [self._known[a] for a in (*s.actors, *s.people) if a in self._known]
            refs += [r for p in s.places if (r := self._place(p))]
            cited = [(outlet_name(self._request, i), i.link) for i in one.items if i.link]
            yield self._stix.Report(
                id=_id("report", s.id),
                name=" · ".join(story_facts(self._request, s)),
                description=s.headline,
                published=s.first_seen,
                report_types=["threat-report"],
                labels=[s.type, *([s.second] if s.second else []), *s.flags],
                object_refs=list(dict.fromkeys(refs)) or [self.creator.id],
                **self._references(dict.fromkeys(cited)),
                **self._times(s.first_seen, s.latest),
            )

    def _place(self, place_id: str) -> str:
        place: Place | None = self._request.knowledge.gazetteer.places.get(place_id)
        if place is None:
            return ""
        id = _id("location", place.id)
        if place.id not in self.places:
            where = {"latitude": place.lat, "longitude": place.lon}
            self.places[place.id] = self._stix.Location(id=id, name=place.name, **where, **self._times(self._since))
        return id

    def _times(self, created: datetime, modified: datetime | None = None) -> dict[str, object]:
        by = {"created_by_ref": _id("identity", "factionwatch")}
        return {"created": created, "modified": max(created, modified or created), **by}

    def _references(self, cited: Iterable[tuple[str, str]]) -> dict[str, object]:
        found = [{"source_name": name, "url": url} for name, url in cited if url.startswith(("http://", "https://"))]
        return {"external_references": found} if found else {}


def _description(bearer: Actor | Person, summary: Fact | None) -> Iterator[str]:
    """In a sentence, by which other names, and who listed it."""
    if summary:
        yield summary.value
    names = [n.text for n in bearer.names if n.text != bearer.name][:20]
    if names:
        yield f"Also: {'; '.join(names)}."
    if bearer.designations:
        listed = [f"{d.by}: {d.list} ({d.date or 'undated'})" for d in bearer.designations]
        yield f"Listed by {'; '.join(listed)}."


def _id(kind: str, ours: str) -> str:
    return f"{kind}--{uuid5(NAMESPACE, f'{kind} {ours}')}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _time(written: str | None) -> datetime | None:
    day = first_day(written)
    return _midnight(day) if day else None
