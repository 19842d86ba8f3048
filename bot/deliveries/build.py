"""From a row of the outbox to what is posted: stories as they are now, digests as they were written."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.briefing import Action, Briefing, Line, Section, Sources
from bot.command import Asker, Knowledge, Request
from bot.deliveries.announce import corrections_of, withdrawn_from
from bot.deliveries.frozen import thaw
from bot.deliveries.growth import told_of
from bot.deliveries.surges import surge_post
from bot.lines import actor_name, both_names, cite, event_line, head, losses, place_names, type_name
from bot.lookup import UNNAMED
from bot.texts import texts
from model.delivery import Delivery, Told
from model.finding import Casualties
from model.item import Item
from model.operation import Correction
from model.story import Report, Story
from model.subscription import Subscriber
from store import Questions, Store

MOST_READ = 12  # reports of a story that a post looks at for further outlets
MOST_NAMES = 3  # factions in a title
FACTIONS = ("faction", "facade")


@dataclass(frozen=True, slots=True)
class Built:
    """What a delivery will say."""

    briefing: Briefing
    told: Told = field(default_factory=Told)
    reply_to: str = ""  # the message that it answers
    follows: str = ""  # an older message that it links to instead
    message: str = ""  # of an edit: the message that it changes
    parts: tuple[tuple[int, Told], ...] = ()  # of a summary: what it tells of each story folded into it


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing left to say, or (state failed) it could not be said."""

    reason: str
    state: str = "dropped"


class Builder:
    """Builds what is posted from the store's latest state."""

    def __init__(self, store: Store, knowledge: Knowledge, clock: Callable[[], datetime], language: str = "en") -> None:
        self._store, self._knowledge, self._clock, self._language = store, knowledge, clock, language

    def request(self, subscriber: Subscriber) -> Request:
        """In whose language and time zone a channel is told."""
        channel, habits = subscriber.channel, subscriber.habits
        asker = Asker(channel.platform, channel.workspace, channel.id, direct=not channel.workspace)
        language = texts(habits.language or self._language)
        return Request(self._store, self._knowledge, language, self._clock(), ZoneInfo(habits.zone), asker)

    def build(self, q: Questions, delivery: Delivery, subscriber: Subscriber) -> Built | Nothing:
        """What a delivery says now."""
        request = self.request(subscriber)
        if delivery.operation == "edit":
            return self._edited(q, delivery, request)
        if delivery.kind == "story":
            story = q.stories.get(delivery.story)
            if story is None:
                return Nothing("its story was taken back before it was posted")
            return Built(story_post(request, q, story), told_of(story))
        if delivery.kind == "summary":
            return self._summary(q, delivery, request)
        if delivery.kind == "surge":
            surge = surge_post(request, q, delivery.payload)
            return Built(surge) if surge else Nothing("its stories are gone")
        if delivery.target is not None:
            return self._news(q, delivery, request)
        return Built(thaw(delivery.payload))

    def _edited(self, q: Questions, edit: Delivery, request: Request) -> Built | Nothing:
        """A message as it is to stand now; one that was possibly posted twice goes on saying so."""
        post = q.outbox.get(edit.target) if edit.target is not None else None
        if post is None or post.state != "sent" or not post.message:
            return Nothing("the message that it changes was never posted")
        built = self._edit(q, post, request)
        if isinstance(built, Built) and post.repeated:
            return replace(built, briefing=built.briefing.with_warning(request.texts.say("post.repeated")))
        return built

    def _edit(self, q: Questions, post: Delivery, request: Request) -> Built | Nothing:
        if post.kind == "digest":
            return Built(self._corrected_digest(q, post, request), message=post.message)
        if post.kind == "summary":
            built = self._summary(q, post, request)
            return replace(built, message=post.message) if isinstance(built, Built) else built
        story = q.stories.get(post.story)
        if story is None:
            return Nothing("its story is gone")
        main = q.outbox.about(post.channel_number, f"story:{story.id}")
        if main is not None and main.id != post.id:
            return Built(pointer(request, story), told_of(story), follows=main.message, message=post.message)
        corrections = corrections_of(q, story)
        withdrawn = withdrawn_from(post, corrections, story)
        told = replace(told_of(story, withdrawn), news=post.told.news)
        return Built(
            corrected(request, story_post(request, q, story), withdrawn, corrections), told, message=post.message
        )

    def _summary(self, q: Questions, summary: Delivery, request: Request) -> Built | Nothing:
        folded = q.outbox.into(summary.id)
        sources, lines, parts = Sources(), list[Line](), list[tuple[int, Told]]()
        for one in folded:
            story = q.stories.get(one.story)
            if story is None:
                continue
            corrections = corrections_of(q, story)
            withdrawn = withdrawn_from(one, corrections, story)
            line = story_line(request, q, story, sources)
            lines.append(replace(line, struck=struck_words(request, withdrawn, corrections)))
            parts.append((one.id, told_of(story, withdrawn)))
        if not lines:
            return Nothing("nothing is left of what it was to sum up")
        t = request.texts
        title = t.say("summary.title", n=len(lines))
        actions = tuple(Action(t.say("action.story", n=n), f"/story {x.story}") for n, x in enumerate(lines[:5], 1))
        briefing = Briefing(
            "summary",
            title,
            sections=(Section("", tuple(lines)),),
            sources=sources.all(),
            actions=actions,
            as_of=request.now,
        )
        return Built(briefing, parts=tuple(parts))

    def _news(self, q: Questions, delivery: Delivery, request: Request) -> Built | Nothing:
        message = q.outbox.get(delivery.target) if delivery.target is not None else None
        story = q.stories.get(delivery.story)
        if story is None or message is None or message.state != "sent":
            return Nothing("the message that it follows is gone")
        payload = json.loads(delivery.payload)
        sources = Sources()
        lines = tuple(self._news_of(request, q, story, what, sources) for what in payload["what"])
        t = request.texts
        kind = "correction" if delivery.kind == "correction" else "story"
        gone = tuple(what.partition(":")[2] for what in payload["what"] if what.startswith("corrected:"))
        about_whom = _names(request, gone) if kind == "correction" else names_of(request, story)
        title = t.say(
            "news.correction" if kind == "correction" else "news.title",
            names=about_whom or type_name(request, story.type),
        )
        actions = (Action(t.say("action.details"), f"/story {story.id}"),)
        about = Line(about_words(request, story), quote=story.headline)
        told = (Section("", (*lines, about)),)
        briefing = Briefing(kind, title, sections=told, sources=sources.all(), actions=actions, as_of=request.now)
        if payload["late"]:
            return Built(briefing, follows=message.message)
        return Built(briefing, reply_to=message.message)

    def _news_of(self, request: Request, q: Questions, story: Story, what: str, sources: Sources) -> Line:
        """A material change with the first report that brought it."""
        report = brought_by(q, story, what)
        found = q.items.many((report.item,)) if report else ()
        cited = cite(request, found[0], sources) if found else ()
        return Line(self.news_line(request, story, what), story=story.id, sources=cited)

    @staticmethod
    def news_line(request: Request, story: Story, what: str) -> str:
        """A material change in words."""
        t = request.texts
        kind, _, about = what.partition(":")
        killed, wounded = story.own_losses
        if kind == "doubled":  # of a range the greater end is what has doubled
            killed = (killed[1], killed[1]) if killed and about != "wounded" else None
            wounded = (wounded[1], wounded[1]) if wounded and about != "killed" else None
        names = t.join(actor_name(request, one) for one in story.own_claims)
        return t.say(
            f"news.{kind}",
            names=t.isolate(names),
            counts=t.join(losses(request, killed, wounded)),
            actor=t.isolate(actor_name(request, about)) if kind == "corrected" else "",
        )

    def _corrected_digest(self, q: Questions, digest: Delivery, request: Request) -> Briefing:
        """A digest as it was posted, what was taken back since struck through."""
        briefing = thaw(digest.payload)
        sections = tuple(
            replace(s, lines=tuple(self._corrected_line(q, line, digest, request) for line in s.lines))
            for s in briefing.sections
        )
        return replace(briefing, sections=sections)

    def _corrected_line(self, q: Questions, line: Line, digest: Delivery, request: Request) -> Line:
        story = q.stories.get(line.story) if line.story else None
        if story is None or digest.sent_at is None:
            return line
        corrections = [c for c in corrections_of(q, story) if c.refuted and c.at > digest.created]
        gone = tuple(sorted({c.actor for c in corrections if c.actor in line.actors} - set(story.actors)))
        if not gone:
            return line
        left = tuple(a for a in line.actors if a not in gone)
        return replace(line, text=struck_words(request, gone, corrections), struck=line.text, actors=left)


def story_line(request: Request, q: Questions, story: Story, sources: Sources) -> Line:
    """A story as one line."""
    items = {item.id: item for item in q.items.many((story.headline_item,))}
    return event_line(request, story, items, sources)


def story_post(request: Request, q: Questions, story: Story) -> Briefing:
    """A story as a channel is told of it."""
    t, sources = request.texts, Sources()
    found = q.items.many(dict.fromkeys((story.headline_item, *story.items[:MOST_READ])))
    line = event_line(request, story, {item.id: item for item in found}, sources, story.actors)
    line = replace(line, sources=tuple(n for item in one_each(found) for n in cite(request, item, sources)))
    actions = (
        Action(t.say("action.details"), f"/story {story.id}"),
        Action(t.say("action.why"), f"/why {story.id}"),
        Action(t.say("action.wrong"), f"/wrong {story.id}"),
    )
    return Briefing(
        "story",
        names_of(request, story) or type_name(request, story.type),
        actor=story.actors[0] if story.actors else None,
        sections=(Section("", (line,)),),
        sources=sources.all(),
        actions=actions,
        as_of=request.now,
    )


def about_words(request: Request, story: Story) -> str:
    """What a story is about, for a line beside its message: `Rocket attack · Erbil`."""
    return " · ".join(part for part in (head(request, story), place_names(request, story)) if part)


def one_each(items: Sequence[Item]) -> list[Item]:
    """The first item of each outlet."""
    outlets: dict[str, Item] = {}
    for item in items:
        outlets.setdefault(item.outlet, item)
    return list(outlets.values())


def brought_by(q: Questions, story: Story, what: str) -> Report | None:
    """The first report that says what is new: a claim, a denial, the count of a story as it stands."""
    state = q.stories.state(story.id)
    fits = {
        "claimed": lambda r: "claimed" in r.flags,
        "denied": lambda r: "denied" in r.flags,
        "deaths": lambda r: bool(r.casualties.killed and r.casualties.killed[1]),
        "doubled": lambda r: _tells_most(r.casualties, story),
    }.get(what)
    reports = sorted(state.reports, key=lambda r: (r.at, r.item)) if state and fits else ()
    return next((r for r in reports if fits and fits(r)), None)


def _tells_most(told: Casualties, story: Story) -> bool:
    pairs = ((told.killed, story.killed), (told.wounded, story.wounded))
    return any(own and all_ and own[1] >= all_[1] > 0 for own, all_ in pairs)


def names_of(request: Request, story: Story) -> str:
    """The factions of a story, with their English names everywhere: who claims first, then factions before bodies.

    Militias that nobody names count as a faction: without them, parties that only comment would seem to have done it.
    """
    named = dict.fromkeys((*story.own_claims, *story.actors))
    known = [actor for one in named if (actor := request.roster.actor(one))]
    ours = [actor for actor in known if not actor.apart or actor.id == UNNAMED] or known
    ordered = sorted(ours, key=lambda a: (a.id not in story.own_claims, a.kind not in FACTIONS, a.id != UNNAMED))
    names = request.texts.join(both_names(request, actor) for actor in ordered[:MOST_NAMES])
    more = len(ordered) - MOST_NAMES
    return request.texts.say("list.more", names=names, n=more) if more > 0 else names


def corrected(
    request: Request, briefing: Briefing, withdrawn: tuple[str, ...], corrections: tuple[Correction, ...]
) -> Briefing:
    """A post whose wrong factions stand struck through, never silently deleted."""
    if not withdrawn:
        return briefing
    first, *rest = briefing.sections
    line = Line(struck_words(request, withdrawn, corrections), struck=_names(request, withdrawn))
    return replace(briefing, sections=(replace(first, lines=(line, *first.lines)), *rest))


def struck_words(
    request: Request, withdrawn: tuple[str, ...], corrections: "tuple[Correction, ...] | list[Correction]"
) -> str:
    """`corrected: not Kataib Hezbollah (28 Jan 2026)`; empty if nothing was taken back."""
    if not withdrawn:
        return ""
    last = max((c.at for c in corrections if c.actor in withdrawn), default=request.now)
    day = last.astimezone(request.zone).strftime("%Y-%m-%d")
    return request.texts.say("correction.line", names=_names(request, withdrawn), date=day)


def _names(request: Request, actors: tuple[str, ...]) -> str:
    """The names of those a post was taken back from."""
    known = (request.roster.actor(actor) for actor in actors)
    return request.texts.join(both_names(request, k) if k else a for a, k in zip(actors, known, strict=True))


def pointer(request: Request, story: Story) -> Briefing:
    """What is left of a message whose story turned out to be another one's."""
    t = request.texts
    line = Line(t.say("story.merged"), story=story.id, quote=t.isolate(story.headline))
    actions = (Action(t.say("action.details"), f"/story {story.id}"),)
    return Briefing("story", names_of(request, story), sections=(Section("", (line,)),), actions=actions)
