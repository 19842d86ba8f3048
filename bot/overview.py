"""All that a community has subscribed to, channel by channel, and how the feeds are: what a home page shows."""

from dataclasses import dataclass

from bot.command import Request
from bot.deliveries.wishes import wish_words
from bot.standing import outlets_read, reading
from model.delivery import Channel
from model.subscription import ALL, Subscriber, Subscription
from store import Questions


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription in words, and the command that ends it."""

    words: str
    end: str


@dataclass(frozen=True, slots=True)
class Place:
    """A channel with what it subscribed to, what stops it, and the command that stops or resumes it."""

    channel: Channel
    wishes: tuple[Wish, ...]
    stopped: str = ""  # the reason, in words
    by_people: bool = False  # who can resume it
    switch: str = "/pause"


@dataclass(frozen=True, slots=True)
class Overview:
    """What a community has subscribed to."""

    feeds: str  # how they are, in one line
    places: tuple[Place, ...]


def overview(request: Request) -> Overview:
    """The asker's community; channels without a subscription are left out."""
    asker = request.asker
    with request.store.read() as q:
        known = q.channels.of_workspace(asker.platform, asker.workspace)
        wishes = q.subscriptions.of_many(one.number for one in known)
        places = tuple(_place(request, one, wishes[one.number]) for one in known if one.number in wishes)
        return Overview(_feeds(request, q), places)


def _place(request: Request, subscriber: Subscriber, wishes: tuple[Subscription, ...]) -> Place:
    listed = tuple(Wish(wish_words(request, one), _end(request, n, one)) for n, one in enumerate(wishes, 1))
    if subscriber.is_active:
        return Place(subscriber.channel, listed)
    reason = subscriber.reason or subscriber.state
    return Place(subscriber.channel, listed, reason, subscriber.state == "paused", "/resume")


def _end(request: Request, number: int, wish: Subscription) -> str:
    """By name where there is one: a number may mean another one by the time it is pressed."""
    kind, _, name = wish.target.partition(":")
    if kind == ALL:
        return f"/unsubscribe {ALL}"
    if kind == "group":
        return f"/unsubscribe group:{name}"
    known = request.roster.actor(name) if kind == "actor" else None
    return f'/unsubscribe "{known.name}"' if known else f"/unsubscribe {number}"


def _feeds(request: Request, q: Questions) -> str:
    t, known = request.texts, reading(request, q)
    if not known.cut_off:
        return t.say("standing.never")
    iraqi, of = outlets_read(request, known)
    return t.say("sources.readable", n=len(known.read), total=known.enabled, iraqi=iraqi, of=of)
