"""Make a large store to measure on: N items in 0.3 N stories over a year, the same ones for the same N and seed.

    python benchmarks/make_store.py FILE --items 1000000

Everything goes through the store's own questions, as in the running program. Texts are our own, made from parts.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from feeds.config import parse_feeds  # noqa: E402 - found through the line above
from intel.roster import parse_roster  # noqa: E402
from intel.searching import search_words  # noqa: E402
from model.actor import Actor  # noqa: E402
from model.feed import Feed, Outlet  # noqa: E402
from model.finding import Annotation, Casualties, Event, Mention, Names, PlaceMention, Span, When  # noqa: E402
from model.item import Document, Item, item_id  # noqa: E402
from model.story import Join, Report, Story  # noqa: E402
from store import Questions, Store  # noqa: E402

END = datetime(2026, 1, 28, 12, tzinfo=UTC)
BATCH = 1000  # stories a transaction

TYPES = {  # event type: weight, English, Arabic
    "strike-on-faction": (9, "Air strike hits {actor} position near {place}", "غارة على موقع {actor} قرب {place}"),
    "attack-claimed-or-attributed": (9, "Rockets fired near {place}, {actor} named", "صواريخ قرب {place} و{actor}"),
    "threat-or-warning": (8, "{actor} warns of an answer over {place}", "{actor} تحذر من رد في {place}"),
    "claim-or-denial": (8, "{actor} denies a part in events at {place}", "{actor} تنفي صلتها بما جرى في {place}"),
    "political": (12, "{actor} sets terms for the cabinet, says {place} office", "{actor} تضع شروطا من {place}"),
    "negotiation-or-meeting": (7, "Talks with {actor} held in {place}", "لقاء مع {actor} في {place}"),
    "detention-or-prosecution": (5, "Man tied to {actor} held in {place}", "توقيف مقرب من {actor} في {place}"),
    "clash": (5, "Clash between {actor} and gunmen near {place}", "اشتباك بين {actor} ومسلحين قرب {place}"),
    "deployment-or-movement": (4, "{actor} units move towards {place}", "وحدات {actor} تتحرك نحو {place}"),
    "sanction-or-designation": (
        2,
        "New listing names {actor} and firms in {place}",
        "ادراج جديد يشمل {actor} في {place}",
    ),
    "analysis-or-profile": (6, "What {actor} wants in {place}", "ماذا تريد {actor} في {place}"),
    "disarmament-or-integration": (
        3,
        "{actor} asked to hand over arms in {place}",
        "مطالبة {actor} بتسليم السلاح في {place}",
    ),
}
PLACES = {
    "baghdad": ("Baghdad", "بغداد"),
    "erbil": ("Erbil", "اربيل"),
    "basra": ("Basra", "البصرة"),
    "mosul": ("Mosul", "الموصل"),
    "kirkuk": ("Kirkuk", "كركوك"),
    "ain-al-asad": ("Ain al-Asad", "عين الاسد"),
    "hit": ("Hit", "هيت"),
    "sinjar": ("Sinjar", "سنجار"),
    "samarra": ("Samarra", "سامراء"),
    "al-qaim": ("al-Qaim", "القائم"),
    "jurf-al-sakhar": ("Jurf al-Sakhar", "جرف الصخر"),
    "najaf": ("Najaf", "النجف"),
    "karbala": ("Karbala", "كربلاء"),
    "diyala": ("Diyala", "ديالى"),
    "tikrit": ("Tikrit", "تكريت"),
    "fallujah": ("Fallujah", "الفلوجة"),
    "ramadi": ("Ramadi", "الرمادي"),
    "taji": ("Taji", "التاجي"),
    "amerli": ("Amerli", "امرلي"),
    "nasiriyah": ("Nasiriyah", "الناصرية"),
}
TAILS = (
    "Officials gave no further word by evening.", "Residents spoke of a loud noise before dawn.",
    "Two witnesses gave differing accounts of the hour.", "The office of the premier said it would look into it.",
    "Roads were closed and opened again after some hours.", "A second statement is expected this week.",
    "لم تصدر الجهات الرسمية تفاصيل اخرى.", "وقال شهود ان الطريق اغلق ساعات.", "ومن المتوقع صدور بيان ثان هذا الاسبوع.",
)  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """Who can stand in the items, and how often."""

    actors: tuple[Actor, ...]
    actor_weights: tuple[float, ...]
    feeds: tuple[tuple[Feed, Outlet], ...]


def read_cast() -> Cast:
    """Actors and feeds of the packed files; the n-th actor is named in about 1/n as many stories as the first."""
    roster = parse_roster([("actors.yaml", (ROOT / "actors.yaml").read_text("utf-8"))])
    listed = parse_feeds([("feeds.yaml", (ROOT / "feeds.yaml").read_text("utf-8"))])
    actors = tuple(actor for actor in roster.actors.values() if not actor.apart)
    feeds = tuple((feed, listed.outlets[feed.outlet]) for feed in listed.feeds.values())
    return Cast(actors, tuple(1 / n for n in range(1, len(actors) + 1)), feeds)


@dataclass(frozen=True)
class Happening:
    """One story before it is told."""

    number: int
    at: datetime
    type: str
    actors: tuple[Actor, ...]
    place: str
    killed: int
    reports: int


def happenings(cast: Cast, items: int, dice: random.Random) -> Iterator[Happening]:
    """About 0.3 N stories in time order, exactly N reports in all."""
    types, weights = list(TYPES), [weight for weight, *_ in TYPES.values()]
    number = done = 0
    while done < items:
        size = min(1 + int(dice.expovariate(1 / 2.5) + 0.35), 40, items - done)  # 3.3 on average
        count = dice.choices((1, 2, 3, 4), (70, 20, 8, 2))[0]
        chosen = dict.fromkeys(dice.choices(range(len(cast.actors)), cast.actor_weights, k=count))
        yield Happening(
            number,
            END - timedelta(days=365) * (1 - done / items),
            dice.choices(types, weights)[0],
            tuple(cast.actors[index] for index in chosen),
            dice.choice(list(PLACES)),
            dice.choice((0, 0, 0, 1, 2, 5)),
            size,
        )
        number, done = number + 1, done + size


def store_happening(q: Questions, happening: Happening, cast: Cast, dice: random.Random) -> None:
    """Write a story with its reports."""
    reports = []
    for n in range(happening.reports):
        feed, outlet = dice.choice(cast.feeds)
        arabic = feed.language == "ar"
        at = min(END, happening.at + timedelta(hours=12) * dice.random() ** 2) if n else happening.at
        item, annotation = compose(happening, feed, outlet, at, n, arabic, dice)
        item = replace(item, id=q.items.free_id(at, item.key))
        report = report_of(item, annotation, outlet, happening)
        words = search_words(f"{item.document.title} {item.document.summary}")
        q.items.add(item, annotation, words=words, report=report)
        reports.append(report)
    reports.sort(key=lambda report: (report.at, report.item))
    story = tell(happening, reports)
    q.stories.save(story, [join(report, story, n) for n, report in enumerate(reports)])


def compose(
    happening: Happening, feed: Feed, outlet: Outlet, at: datetime, n: int, arabic: bool, dice: random.Random
) -> tuple[Item, Annotation]:
    """One report of a happening as an outlet would print it, with what is to be found in it."""
    _, english, arab = TYPES[happening.type]
    place = PLACES[happening.place][arabic]
    actor = happening.actors[0]
    name = next((name.text for name in actor.names if name.language == ("ar" if arabic else "en")), actor.name)
    title = (arab if arabic else english).format(actor=name, place=place)
    others = ", ".join(other.name for other in happening.actors[1:])
    summary = " ".join(part for part in (f"{others}." if others else "", *dice.sample(TAILS, 2)) if part)
    key = blake2b(f"{happening.number}/{n}".encode(), digest_size=16).digest()
    link = f"https://{outlet.id}.example/{key.hex()[:12]}"
    document = Document(
        title=title, summary=summary, published=at, language=feed.language, url=link, outlet=outlet.id
    )  # fmt: skip
    item = Item(
        id=item_id(at, key), key=key, document=document, feed=feed.id, outlet=outlet.id,
        first_seen=at + timedelta(minutes=5), published=at, link=link, party_to=outlet.party_to,
    )  # fmt: skip
    return item, annotate(happening, document, name, place)


def annotate(happening: Happening, document: Document, name: str, place: str) -> Annotation:
    """What is to be found in a report; the spans point at the words."""
    mentions = [Mention(_span("title", document.title, name), "full", 1.0, actor=happening.actors[0].id)]
    mentions += (
        Mention(_span("summary", document.summary, other.name), "full", 1.0, actor=other.id)
        for other in happening.actors[1:]
    )
    found = PlaceMention(happening.place, PLACES[happening.place][0], _span("title", document.title, place))
    killed = (happening.killed, happening.killed) if happening.killed else None
    return Annotation(
        document.id, Names(tuple(mentions)), Event(happening.type, why="made up"), (found,), Casualties(killed),
        When(happening.at.date(), "day"), "made",
    )  # fmt: skip


def _span(field: str, text: str, part: str) -> Span:
    start = text.index(part)
    return Span(field, start, start + len(part), part)


def report_of(item: Item, annotation: Annotation, outlet: Outlet, happening: Happening) -> Report:
    """An item as grouping would see it."""
    text = item.document
    return Report(
        item=item.id, key=item.key, at=item.published, outlet=outlet.id, group=outlet.group or outlet.id,
        ownership=outlet.ownership, reliability=outlet.reliability, language=text.language, title=text.title,
        lead=text.summary, type=annotation.event.type, second=None, actors=annotation.actors, people=(),
        places=(happening.place,), casualties=annotation.casualties, day=happening.at.date(), day_precision="day",
        party_to=item.party_to, link=item.link,
    )  # fmt: skip


def tell(happening: Happening, reports: list[Report]) -> Story:
    """A story as the program would tell it."""
    first, last = min(reports, key=lambda r: r.at), max(reports, key=lambda r: r.at)
    groups = {report.group for report in reports}
    return Story(
        id=first.key.hex()[:12], headline=first.title, headline_item=first.item, first_seen=first.at, latest=last.at,
        type=happening.type, actors=tuple(actor.id for actor in happening.actors), places=(happening.place,),
        day=happening.at.date(), day_precision="day",
        killed=(happening.killed, happening.killed) if happening.killed else None,
        items=tuple(sorted(report.item for report in reports)), reports=len(reports), sources=len(groups),
        languages=tuple(sorted({report.language for report in reports})),
        ownerships=tuple(sorted({report.ownership for report in reports})),
        reliability=min(report.reliability for report in reports), credibility=2 if len(groups) > 1 else 6,
    )  # fmt: skip


def join(report: Report, story: Story, n: int) -> Join:
    """Why a report stands in its story."""
    return Join(report.item, story.id, "facts" if n else "first", 0.9, "same place, actor and kind" if n else "")


def make(path: Path, items: int, seed: int = 1) -> None:
    """Fill a new file; says how far it is on stderr."""
    if path.exists():
        raise SystemExit(f"{path} exists already; remove it or name another file")
    cast, dice, done, began = read_cast(), random.Random(seed), 0, time.monotonic()
    wanted = happenings(cast, items, random.Random(seed + 1))
    with Store.open(path, lambda: END) as store:
        store.write(lambda q: q.history.mark("made", 0))
        while batch := list(islice(wanted, BATCH)):
            store.write(lambda q, batch=batch: [store_happening(q, each, cast, dice) for each in batch])
            done += sum(each.reports for each in batch)
            print(f"\r{done:,} items, {done / (time.monotonic() - began):,.0f}/s ", end="", file=sys.stderr, flush=True)
    size = path.stat().st_size / 1e6
    print(f"\n{path}: {done:,} items, {size:,.0f} MB, {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    make(chosen.file, max(1, chosen.items), chosen.seed)
