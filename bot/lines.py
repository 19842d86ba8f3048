"""A story as one line: first what we know, in the reader's language, then the published headline and its source."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.briefing import Line, Sources
from bot.command import Request
from model.actor import Actor, Person
from model.item import Item
from model.place import Place
from model.story import Story
from store.questions import Questions

ATTACK, STRIKE = "attack-claimed-or-attributed", "strike-on-faction"
_HEADS = {ATTACK: "attack", STRIKE: "strike"}
IRAQ = "iraq"
_BROAD = ("governorate", "region", "sea", "country")  # told only where nothing narrower is known
FLAGS = ("denied", "planned", "lookback")


@dataclass(frozen=True, slots=True)
class Told:
    """Stories with the items their headlines stand in: all that lines are made from."""

    stories: tuple[Story, ...]
    items: Mapping[int, Item]


def told(q: Questions, stories: Sequence[Story]) -> Told:
    """Stories with their headline items, read at once."""
    return Told(tuple(stories), {i.id: i for i in q.items.many(s.headline_item for s in stories)})


def newest_first(stories: Iterable[Story]) -> list[Story]:
    """By their first report, which is the time that a line shows; pages themselves go by the latest."""
    return sorted(stories, key=lambda s: (s.first_seen, s.id), reverse=True)


def event_lines(request: Request, told: Told, sources: Sources, named: Collection[str] = ()) -> tuple[Line, ...]:
    """A line each; `named` are actors that stand above already and need not be told again."""
    return tuple(event_line(request, story, told.items, sources, named) for story in told.stories)


def event_line(
    request: Request,
    story: Story,
    items: Mapping[int, Item],
    sources: Sources,
    named: Collection[str] = (),
    mark: str = "",
) -> Line:
    """The line of a story; it cites the report that the headline comes from.

    `named`: actors that stand above already; `mark` stands at the end, as NEW does.
    """
    facts = [*story_facts(request, story, named), corroboration(request, story), mark]
    return Line(
        text=" · ".join(f for f in facts if f),
        at=story.first_seen,
        when=past_day(request, story),
        type=story.type,
        actors=story.actors,
        place=story.places[0] if story.places else None,
        story=story.id,
        sources=cite(request, items.get(story.headline_item), sources),
        quote=headline(request, story),
    )


def headline(request: Request, story: Story) -> str:
    """The published headline; of the documented past, which we tell ourselves, our words in the reader's language."""
    return request.texts.phrase(story.headline) if story.history else story.headline


def item_title(request: Request, item: Item) -> str:
    """The published title of an item, or our words for a documented past event in the reader's language."""
    return request.texts.phrase(item.document.title) if item.history else item.document.title


def story_facts(request: Request, story: Story, named: Collection[str] = ()) -> list[str]:
    """What happened, to whom, where, who claims it, how many were hurt: each only where known."""
    t = request.texts
    parts = [head(request, story), whom(request, story, named), place_names(request, story)]
    if story.own_claims:
        parts.append(t.say("event.claimed", names=actor_names(request, story.own_claims)))
    parts += [t.say(f"event.{flag}") for flag in story.flags if flag in FLAGS]
    parts += losses(request, *story.own_losses)
    return [p for p in parts if p]


def brief_fact(request: Request, story: Story) -> str:
    """The shortest way to say what happened: type, place and the dead."""
    parts = [head(request, story), place_names(request, story, 1)]
    if killed := story.own_losses[0]:
        parts += losses(request, killed, None)
    inside = request.texts.join(parts[1:])
    return f"{parts[0]} ({inside})" if inside else parts[0]


def head(request: Request, story: Story) -> str:
    """The kind of event, by its weapon where there is one: Drone strike, Rocket attack, Talks."""
    t, kind = request.texts, _HEADS.get(story.type)
    if kind and len(story.weapons) == 1 and t.has(f"head.{kind}.{story.weapons[0]}"):
        return t.say(f"head.{kind}.{story.weapons[0]}")
    name = type_name(request, story.type)
    if kind and len(story.weapons) > 1:
        weapons = [t.say(f"weapon.{w}") for w in story.weapons if t.has(f"weapon.{w}")]
        return f"{name} ({t.join(weapons)})" if weapons else name
    return name


def type_name(request: Request, type: str) -> str:
    """An event type in words."""
    key = f"type.{type}"
    return request.texts.say(key) if request.texts.has(key) else type


def whom(request: Request, story: Story, named: Collection[str]) -> str:
    """The factions of a story, without those named above and without who claims it."""
    shown = [a for a in story.actors if a not in named and a not in story.own_claims]
    names = actor_names(request, shown[:2])
    if not names or len(shown) <= 2:
        return names
    return request.texts.say("list.more", names=names, n=len(shown) - 2)


def losses(request: Request, killed: tuple[int, int] | None, wounded: tuple[int, int] | None) -> list[str]:
    """`2 killed`, `1-2 wounded`; a count of nobody is said too, as it is news."""
    t = request.texts
    if killed == wounded == (0, 0):
        return [t.say("event.unhurt")]
    return [
        # a range takes the form of its greater end, but never one that names a single or a pair in a word
        t.say(f"event.{key}", range=span(count), n=count[1] if count[0] == count[1] else max(count[1], 3))
        for key, count in (("killed", killed), ("wounded", wounded))
        if count
    ]


def span(count: tuple[int, int]) -> str:
    """A range in words: 3, or 3-5."""
    least, most = count
    return str(least) if least == most else f"{least}-{most}"


def corroboration(request: Request, story: Story) -> str:
    """How many independent sources, their languages, the Admiralty grade: `5 independent sources (ar, en), B2`.

    A documented past event is marked as history: it was not seen in a feed, so nothing corroborates it here.
    """
    t = request.texts
    if story.history:
        return t.say("event.history")
    grade = t.say("list.comma") + f"{story.reliability}{story.credibility}"
    if story.sources == 0:
        return t.say("event.party_only") + grade
    languages = f" ({t.join(story.languages)})" if len(story.languages) > 1 else ""
    return t.say("event.sources", n=story.sources) + languages + grade


def past_day(request: Request, story: Story) -> str:
    """The day of a documented past event, as exactly as it is known; empty for stories of the feeds."""
    if not story.history:
        return ""
    return day_words(request, story.day or story.first_seen.date(), story.day_precision)


def day_words(request: Request, day: date, precision: str) -> str:
    """A day in words: 2003, Jan 2020, 3 Jan 2020."""
    t = request.texts
    if precision == "year":
        return str(day.year)
    if precision == "month":
        return f"{t.month(day)} {day.year}"
    return t.date(day)


def actor_name(request: Request, actor: str) -> str:
    """The name of an actor in the reader's language; an unknown id stays as it is."""
    known = request.roster.actors.get(actor)
    return request.texts.isolate(display_name(request, known)) if known else actor


def person_name(request: Request, person: Person) -> str:
    """The name of a person in the reader's language."""
    return request.texts.isolate(display_name(request, person))


def whose_name(request: Request, whom: str) -> str:
    """The name of a person or an actor, by its id."""
    person = request.roster.people.get(whom)
    return person_name(request, person) if person else actor_name(request, whom)


def display_name(request: Request, actor: Actor | Person) -> str:
    """What an actor or a person is called in the reader's language."""
    if request.texts.language == "en":
        return actor.name
    own = next((n.text for n in actor.names if n.language == request.texts.language), "")
    return own or request.texts.phrase(actor.name)


def is_arabic(name: str) -> bool:
    """Whether a name is written in Arabic letters, be it in Arabic, Persian or Kurdish."""
    return any("\u0600" <= c <= "\u06ff" for c in name)


def both_names(request: Request, actor: Actor) -> str:
    """An actor's name in the reader's language, and in brackets its English one."""
    t, own = request.texts, display_name(request, actor)
    return own if own == actor.name else f"{own} ({t.isolate(actor.name)})"


def actor_names(request: Request, actors: Iterable[str]) -> str:
    """Names by commas."""
    return request.texts.join(actor_name(request, a) for a in actors)


def place_names(request: Request, story: Story, most: int = 2) -> str:
    """The most precise place with the governorate or country it lies in: `Musayyib, Babil`; Iraq alone says nothing."""
    gazetteer = request.knowledge.gazetteer
    place = main_place(request, story)
    if place is None:
        return ""
    around = [p for p in gazetteer.ancestors(place.id) if p.kind in ("governorate", "country") and p.id != IRAQ]
    names = [short_place(request, p) for p in (place, *around[:1])]
    return request.texts.isolate(request.texts.join(dict.fromkeys(names[:most])))


def main_place(request: Request, story: Story) -> Place | None:
    """The narrowest of a story's places, the first told of those; None where it is Iraq and no more."""
    known = [p for p in map(request.knowledge.gazetteer.places.get, story.places) if p and p.id != IRAQ]
    return min(known, key=lambda p: _BROAD.index(p.kind) if p.kind in _BROAD else -1, default=None)


def short_place(request: Request, place: Place) -> str:
    """A place without the word governorate: `Babil`."""
    name = place_name(request, place)
    return name.removesuffix(" Governorate").removeprefix("محافظة ") if place.kind == "governorate" else name


def place_name(request: Request, place: Place) -> str:
    """What a place is called in the reader's language."""
    if request.texts.language == "en":
        return place.name
    return next((n.text for n in place.names if n.language == request.texts.language), place.name)


def outlet_name(request: Request, item: Item) -> str:
    """The outlet's name as people know it."""
    outlet = request.knowledge.feeds.outlets.get(item.outlet)
    return outlet.name if outlet else item.document.outlet or item.outlet


def reliability(request: Request, item: Item) -> str:
    """The Admiralty letter of an item's outlet; `party` behind it where it speaks for a side."""
    outlet = request.knowledge.feeds.outlets.get(item.outlet)
    letter = outlet.reliability if outlet else ""
    party = request.texts.say("source.party") if item.party_to or (outlet and outlet.party_to) else ""
    return request.texts.join((letter, party))


def cite(request: Request, item: Item | None, sources: Sources) -> tuple[int, ...]:
    """The number of an item among the sources; nothing where it is gone."""
    if item is None:
        return ()
    published = item.published if item.dated else None
    title = item_title(request, item)
    return sources.cite(outlet_name(request, item), title, item.link, published, reliability(request, item))
