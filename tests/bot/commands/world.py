"""A small invented world: five actors, four places, three outlets, and a month of stories told by the true rules."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from tempfile import TemporaryDirectory

from bot.command import Knowledge
from bot.settings import Settings
from bot.wiring import read_knowledge
from feeds.config import parse_feeds
from intel.annotate import Annotator
from intel.gazetteer import parse_places
from intel.resolve import Resolver
from intel.roster import parse_roster
from intel.searching import search_words
from intel.stories import report_of, tell
from model.feed import FeedState
from model.finding import Annotation, Casualties, Event, Mention, Names, PlaceMention, Span
from model.item import Document, Item
from model.story import Join, Story

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
RED, BLUE, MASK, TENT, FAR = "red-brigade", "blue-legion", "night-mask", "grand-tent", "far-party"

ACTORS = """\
version: 1
compiled: "2026-02-01"
sources:
  gazette: {publisher: The Gazette, title: A profile, url: "https://gazette.example/profile", as_of: "2020-05"}
  registry: {publisher: The Registry, title: Listings, url: "https://registry.example/list", as_of: "2021"}
rules:
  cues:
    iraq: {en: [Iraq, Baghdad], ar: [العراق]}
groups:
  both: {name: Both of them, members: [red-brigade, blue-legion]}
actors:
- id: red-brigade
  name: Red Brigade
  kind: faction
  names: {en: [Red Brigade, Brigade of the Red], ar: [اللواء الأحمر]}
  short: [{text: RB, needs: [iraq]}]
  summary: {value: An invented brigade., source: gazette, as_of: 2020-05, confidence: high}
  status: {value: active; keeps its arms, source: gazette, as_of: 2020-05, confidence: high}
  founded: {value: "2003", source: gazette, as_of: 2020-05, confidence: medium}
  ideology: {value: of the colour}
  sponsor: {value: Far Party, source: gazette, as_of: 2020-05, confidence: medium}
  area: [{value: Oldtown}]
  brigades: [{value: "99", source: gazette, as_of: 2020-05, confidence: medium}]
  leaders:
  - {person: abu-red, name: Abu Red, role: founder, from: "2003", to: "2020-01-03", source: gazette, as_of: 2020-05}
  - {person: abu-new, name: Abu New, role: secretary general, from: "by 2020-02", source: gazette, as_of: 2020-05}
  - {name: Abu Voice, role: spokesman, source: gazette, as_of: 2020-05}
  parents: [{value: grand-tent, source: gazette, as_of: 2020-05, confidence: low}]
  relations:
  - {type: sponsored_by, value: far-party, source: gazette, as_of: 2020-05, confidence: medium}
  - {type: rival, value: blue-legion, source: gazette, as_of: 2020-05, confidence: medium}
  - {type: has_facade, value: night-mask, source: registry, as_of: "2021", confidence: low}
  designations:
  - {by: US, list: FTO, date: "2009-07-02", source: registry, as_of: "2021", confidence: high}
  - {by: US, list: SDGT, date: "2009-07-02", source: registry, as_of: "2021", confidence: high}
  - {by: UAE, list: terrorist list, date: "2014-11-15"}
  timeline: [{date: 2020-01-03, value: Its founder was killed., source: gazette, as_of: 2020-05, confidence: high}]
  not: [far-party]
  external: {wikidata: Q1}
- id: blue-legion
  name: Blue Legion
  kind: faction
  names: {en: [Blue Legion], ar: [الفيلق الأزرق]}
  parents: [{value: grand-tent, source: gazette, as_of: 2020-05, confidence: high}]
- id: night-mask
  name: Night Mask
  kind: facade
  names: {en: [Night Mask], ar: [قناع الليل]}
- id: grand-tent
  name: Grand Tent
  kind: umbrella
  names: {en: [Grand Tent], ar: [الخيمة الكبرى]}
people:
- id: abu-red
  name: Abu Red
  names: {en: [Abu Red], ar: [أبو أحمر]}
  actors: [red-brigade]
  speaks_for: [{actor: red-brigade, from: "2003", to: "2020-01-03"}]
  role: {value: founder of the Red Brigade, source: gazette, as_of: 2020-05, confidence: high}
  died: {value: 2020-01-03, source: gazette, as_of: 2020-05, confidence: high}
  tell_apart: not the painter
- id: abu-new
  name: Abu New
  names: {en: [Abu New], ar: [أبو جديد]}
  actors: [red-brigade]
apart:
- id: far-party
  name: Far Party
  kind: foreign
  names: {en: [Far Party], ar: [الحزب البعيد]}
"""

PLACES = """\
version: 1
places:
- {id: iraq, name: Iraq, kind: country, lat: 33.2, lon: 43.7, names: {ar: [العراق]}}
- {id: hill-land, name: Hill Land Governorate, kind: governorate, parent: iraq, lat: 32, lon: 44,
   names: {ar: [محافظة التلال]}}
- {id: oldtown, name: Oldtown, kind: city, parent: hill-land, lat: 32.1, lon: 44.2, names: {ar: [المدينة القديمة]}}
- {id: sandfield, name: Sandfield, kind: base, parent: iraq, lat: 33.8, lon: 42.4, names: {ar: [حقل الرمل]}}
"""

FEEDS = """\
outlets:
  wire: {name: The Wire, country: Iraq, ownership: independent, reliability: B}
  herald: {name: The Herald, country: United Kingdom, ownership: state, reliability: A}
  red-channel: {name: Red Channel, country: Iraq, ownership: faction, reliability: D, party_to: [red-brigade]}
  sahifa: {name: الصحيفة, country: Iraq, ownership: party, reliability: C}
feeds:
- {id: wire, url: "https://wire.example/rss", language: en, outlet: wire}
- {id: herald, url: "https://herald.example/rss", language: en, outlet: herald}
- {id: red-channel, url: "https://red.example/rss", language: ar, outlet: red-channel}
- {id: sahifa, url: "https://sahifa.example/rss", language: ar, outlet: sahifa}
- {id: spare, url: "https://spare.example/rss", language: en, outlet: wire, enabled: false}
"""


@cache
def knowledge():
    """What is known in this world."""
    roster = parse_roster([("actors.yaml", ACTORS)])
    gazetteer = parse_places("places.yaml", PLACES)
    feeds = parse_feeds([("feeds.yaml", FEEDS)])
    return Knowledge(roster, gazetteer, feeds, Resolver(roster), Annotator(roster, gazetteer))


@cache
def builtin():
    """What is known in the program's own world; read without a store beside it."""
    with TemporaryDirectory() as folder:
        return read_knowledge(Settings(_env_file=None, FACTIONWATCH_DB=f"{folder}/f.db"))


def document(id, outlet, at, title, lang="en", summary=""):
    """A text of an outlet."""
    return Document(
        id, title, summary, published=at, language=lang, url=f"https://{outlet}.example/{id}", outlet=outlet
    )


def found(id, actors, people, places, event, casualties):
    """What was found in it, as a test wants it."""
    span = Span("title", 0, 3, "The")
    mentions = [Mention(span, "name", 0.99, actor=a) for a in actors]
    mentions += [Mention(span, "name", 0.99, person=p) for p in people]
    placed = tuple(PlaceMention(p, p.title(), span) for p in places)
    return Annotation(id, Names(tuple(mentions)), event, placed, casualties, rules_version="r1")


def happen(
    q, story, outlet, ago, title, *actors, type="other", places=(), people=(), lang="en", copy_of=None, killed=None,
    wounded=None, claimed_by=(), attributed_to=(), weapons=(), flags=(), second=None,
):  # fmt: skip
    """An outlet reports a happening; the story is told anew by the true rules. Returns the item."""
    at = NOW - ago
    number = 1 + sum(1 for i in q.items.newest(1000) if i.outlet == outlet)
    key = hashlib.blake2b(f"{story} {outlet} {number}".encode(), digest_size=16).digest()
    text = document(f"{story}-{number}", outlet, at, title, lang)
    event = Event(
        type, second, tuple(sorted(flags)), weapons=weapons, claimed_by=claimed_by, attributed_to=attributed_to
    )
    annotation = found(text.id, actors, people, places, event, Casualties(killed, wounded))
    source = knowledge().feeds.outlets[outlet]
    item = Item(q.items.free_id(at, key), key, text, outlet, outlet, at, at, text.url, party_to=source.party_to)
    report = report_of(item, annotation, source)
    q.items.add(item, annotation, words=search_words(title), report=report)
    state = q.stories.state(story)
    reports = sorted([*(state.reports if state else ()), report], key=lambda r: (r.at, r.item))
    join = Join(item.id, story, "copy" if copy_of else "facts" if state else "first", copy_of=copy_of)
    joins = [*(state.joins if state else ()), join]
    q.stories.save(tell(story, reports, joins, state.story if state else None), [join])
    return item


def hours(n):
    """So long ago."""
    return timedelta(hours=n)


def a_month(q):
    """A month of stories."""
    strike = {"type": "strike-on-faction", "places": ("oldtown",), "weapons": ("drone",)}
    first = happen(q, "aa01", "wire", hours(20), "Drone hits Red Brigade post in Oldtown", RED, killed=(2, 2), **strike)
    happen(q, "aa01", "herald", hours(19), "Red Brigade post struck, three dead", RED, killed=(3, 3), **strike)
    happen(q, "aa01", "sahifa", hours(18), "مسيرة تقصف مقرا للواء الأحمر", RED, lang="ar", **strike)
    happen(q, "aa01", "red-channel", hours(17), "لا قتلى لنا", RED, lang="ar", flags=("denied",), **strike)
    happen(q, "aa01", "wire", hours(16), "Drone hits Red Brigade post in Oldtown", RED, copy_of=first.id, **strike)
    happen(
        q, "aa02", "wire", hours(10), "Rockets land at Sandfield", MASK, type="attack-claimed-or-attributed",
        places=("sandfield",), weapons=("rocket",), claimed_by=(MASK,), flags=("claimed",), wounded=(1, 2),
    )  # fmt: skip
    happen(
        q, "aa03", "herald", hours(9), "Blue Legion joins the arms committee", BLUE, type="disarmament-or-integration"
    )
    happen(
        q, "aa04", "wire", hours(8), "Red Brigade vows an answer", RED, type="threat-or-warning", people=("abu-new",)
    )
    happen(q, "aa05", "red-channel", hours(7), "بيان اللواء الأحمر", RED, type="claim-or-denial", lang="ar")
    happen(q, "aa06", "sahifa", hours(6), "لقاء بين اللواء الأحمر والفيلق الأزرق", RED, BLUE, lang="ar",
           type="negotiation-or-meeting", places=("oldtown",))  # fmt: skip
    happen(q, "aa07", "wire", hours(5), "Far Party holds a rally", FAR, type="political")
    for day in range(2, 28):
        if day % 5 == 0:
            happen(q, f"bb{day:02}", "wire", timedelta(days=day), f"Red Brigade story {day}", RED, type="political")
        if day % 9 == 0:
            happen(q, f"cc{day:02}", "herald", timedelta(days=day), f"Blue Legion story {day}", BLUE, type="clash")
    long_ago = NOW - timedelta(days=8000)
    past = {"actors": (RED,), "day": long_ago.date(), "day_precision": "year", "history": True}
    q.stories.save(Story("h-1", "The Red Brigade is founded.", first.id, long_ago, long_ago, "other", **past))


def read_feeds(q):
    """Three feeds answer, one does not."""
    well = {"next_due": NOW, "last_try": NOW - hours(0.2), "last_success": NOW - hours(0.2)}
    q.feeds.save([FeedState(id, **well) for id in ("wire", "red-channel", "sahifa")])
    q.feeds.save(
        [
            FeedState(
                "herald", next_due=NOW, last_try=NOW, last_success=NOW - hours(50), errors=4, last_error="no answer"
            )
        ]
    )
