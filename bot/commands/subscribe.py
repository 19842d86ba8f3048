"""/subscribe [actor] [rhythm] [types] [places] [words] [min_sources] [channel]: what a channel is told by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.briefing import Action, Briefing, Section
from bot.command import Argument, Choice, Command, Permission, Request
from bot.commands.events import places, suggest_places, types
from bot.deliveries.match import normal
from bot.deliveries.wishes import reschedule, wish_line
from bot.kinds import Mistake
from bot.lines import display_name
from bot.lookup import find, is_everybody, suggest_actors
from model.actor import Group, Person
from model.delivery import Channel
from model.errors import UsageError
from model.subscription import ALL, RHYTHMS, Subscriber, Subscription
from store import Questions

LATELY = timedelta(days=7)
MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class _Done:
    """What a subscription led to."""

    subscriber: Subscriber
    is_new: bool
    due: datetime | None
    secret: str = ""  # told once


def run(
    request: Request,
    actor: str | None,
    rhythm: str,
    types: tuple[str, ...],
    places: tuple[str, ...],
    words: tuple[str, ...],
    min_sources: int,
    channel: str | None,
    publish: bool | None = None,
) -> Briefing:
    """Subscribes this channel, or changes what it subscribed to."""
    target = target_of(request, actor) if actor else ""
    if isinstance(target, Briefing):
        return target
    wish = Subscription(target, rhythm, types, places, _words(words), min_sources, who=request.asker.user)
    if not (target or places or words):
        raise Mistake("subscribe.nothing")
    where = place_of(request, channel)
    if missing := request.check(where):
        raise UsageError(request.texts.say("subscribe.missing", missing=missing))
    done = request.store.write(lambda q: _write(q, request, where, wish, publish), durable=True)
    return _answer(request, wish, done)


def target_of(request: Request, actor: str) -> str | Briefing:
    """Who is meant: everybody, a group, or an actor; or the briefing that asks."""
    if is_everybody(actor):
        return ALL
    wanted = actor.strip().lower()
    for group in request.roster.groups.values():
        if wanted in (group.id, group.name.lower(), request.texts.phrase(group.name).lower(), f"group:{group.id}"):
            return f"group:{group.id}"
    found = find(request, actor, "subscribe")
    if isinstance(found, Briefing):
        return found
    if isinstance(found, Person):
        factions = [one for one in found.actors if one in request.roster.actors]
        if not factions:
            raise Mistake("subscribe.person", name=display_name(request, found))
        return f"actor:{factions[0]}"
    if isinstance(found, Group):
        return f"group:{found.id}"
    if found.apart:
        raise Mistake("subscribe.apart", name=display_name(request, found))
    return f"actor:{found.id}"


def place_of(request: Request, channel: str | None) -> Channel:
    """Where it is to be told: here, in another channel of the same community, or from the terminal at a webhook."""
    if not channel:
        return request.channel
    if request.asker.platform != "terminal":
        if request.asker.direct:
            raise Mistake("subscribe.elsewhere")
        return Channel(request.asker.platform, request.asker.workspace, channel)
    # the operator sits at the terminal: only he may have us call an address
    platform, _, address = channel.partition(":")
    if platform in ("discord", "slack") and not address.startswith("//"):
        workspace, slash, inside = address.partition("/")
        return Channel(platform, workspace if slash else "", inside if slash else workspace)
    if not _is_hook(channel):
        raise Mistake("subscribe.address", value=channel[:60])
    return Channel("webhook", "", channel)


def _is_hook(channel: str) -> bool:
    """https, or plain http on this computer; `discord+` and `slack+` choose the form of the body."""
    try:
        parts = urlsplit(channel.removeprefix("discord+").removeprefix("slack+"))
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))
    )


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(words) > MOST_WORDS:
        raise Mistake("subscribe.words", n=MOST_WORDS)
    for word in words:
        if len(normal(word)) < 2:
            raise Mistake("subscribe.word", value=word)
    return words


def _write(q: Questions, request: Request, where: Channel, wish: Subscription, publish: bool | None) -> _Done:
    known = q.channels.find(where)
    wishes = q.subscriptions.of(known.number) if known else ()
    most = request.policy.max_subscriptions
    is_new = wish.subject not in {one.subject for one in wishes}
    if is_new and q.subscriptions.count(where.platform, where.workspace, "" if where.workspace else where.id) >= most:
        raise UsageError(request.texts.say("subscribe.limit", n=most))
    subscriber = q.channels.ensure(where)
    if publish is not None:
        subscriber = replace(subscriber, habits=replace(subscriber.habits, publish=publish))
        q.channels.set_habits(subscriber.number, subscriber.habits)
    secret = ""
    if where.platform == "webhook" and not subscriber.secret:
        secret = request.token()
        q.channels.set_secret(subscriber.number, secret)
    q.subscriptions.save(subscriber.number, wish)
    due = reschedule(q, subscriber, q.subscriptions.of(subscriber.number), request.now)
    return _Done(subscriber, is_new, due, secret)


def _answer(request: Request, wish: Subscription, done: _Done) -> Briefing:
    t = request.texts
    with request.store.read() as q:
        line = wish_line(request, q, 1, wish, request.now - LATELY)
    text = [t.say("subscribe.new" if done.is_new else "subscribe.changed")]
    if wish.rhythm != "instant" and done.due:
        text.append(t.say("subscribe.due", at=in_zone(done.due, done.subscriber)))
    if done.subscriber.state != "active":
        text.append(t.say("subscriptions.stopped", reason=done.subscriber.reason or done.subscriber.state))
    if done.secret:
        text.append(t.say("subscribe.secret", secret=done.secret))
    return Briefing(
        "settings",
        t.say("subscribe.title"),
        "\n".join(text),
        sections=(Section("", (replace(line, text=line.text.removeprefix("1. ")),)),),
        actions=(Action(t.say("action.subscriptions"), "/subscriptions"),),
        private=True,
    )


def in_zone(at: datetime, subscriber: Subscriber) -> str:
    """A moment as the people of a channel write it."""

    return f"{at.astimezone(ZoneInfo(subscriber.habits.zone)):%Y-%m-%d %H:%M} {subscriber.habits.zone}"


def rhythms(request: Request) -> Mapping[str, str]:
    """Rhythms by what may be typed for them."""
    return {name: name for name in RHYTHMS} | {request.texts.say(f"rhythm.{name}"): name for name in RHYTHMS}


def suggest_targets(request: Request, text: str) -> Sequence[Choice]:
    """Factions, then groups and everybody."""
    wanted = text.strip().lower()
    more = [Choice(request.texts.say("wish.all"), ALL)]
    more += [Choice(request.texts.phrase(group.name)[:100], group.id) for group in request.roster.groups.values()]
    fitting = [one for one in more if wanted in one.label.lower() or wanted in one.value]
    return (*suggest_actors(request, text)[: 25 - min(len(fitting), 5)], *fitting)[:25]


command = Command(
    "subscribe",
    run,
    (
        Argument("actor", suggest=suggest_targets),
        Argument("rhythm", kind="choice", choices=rhythms, default="instant"),
        Argument("types", kind="choice", many=True, choices=types),
        Argument("places", kind="choice", many=True, choices=places, suggest=suggest_places),
        Argument("words", kind="words", many=True),
        Argument("min_sources", kind="number", default="1"),
        Argument("channel", kind="channel"),
        Argument("publish", kind="flag"),
    ),
    permission=Permission.MANAGE,
    private=True,
    posts=True,
    own_name=True,
    example="/subscribe badr rhythm:daily types:clash places:Anbar",
)
