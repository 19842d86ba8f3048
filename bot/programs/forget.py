"""`factionwatch forget`: what is stored about a server, workspace, channel or user goes; stories stay."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

from bot import wiring
from bot.deliveries.addresses import parse_address
from bot.settings import Settings
from model.delivery import Channel
from model.errors import UsageError
from model.subscription import Subscriber
from store import Questions, Store
from store.secrets import Secrets, beside

SLICE = 500  # of a write
COPIES = "Copies that backup made, and messages on the platforms, are not touched."
_PLATFORMS = ("discord", "slack", "webhook")


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored about somebody."""

    channels: tuple[Subscriber, ...] = ()
    posts: int = 0
    subscriptions: tuple[int, ...] = ()  # that stay, without who made them
    editions: tuple[int, ...] = ()  # digests that were asked for
    reports: tuple[int, ...] = ()
    has_token: bool = False

    @property
    def words(self) -> str:
        """All of it in words; empty for nothing."""
        counts = (
            (len(self.channels), "channel", "channels"),
            (self.posts, "post on record", "posts on record"),
            (len(self.subscriptions), "name on a subscription", "names on subscriptions"),
            (len(self.editions), "digest asked for", "digests asked for"),
            (len(self.reports), "name on a report", "names on reports"),
            (int(self.has_token), "token", "tokens"),
        )
        return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts if n)


def forget(settings: Settings, where: str, user: str, is_sure: bool) -> str:
    """Deletes, or tells what would be deleted."""
    place = _place(where, user)
    whom = f"{where}, user {user}" if user else where
    with wiring.existing_store(settings, wiring.system_clock) as store:
        with store.read() as q:
            known = _of_user(q, place, user) if user else _of_place(q, place, settings)
        if not known.words:
            return f"nothing is stored about {whom}"
        if not is_sure:
            return f"{whom}: {known.words}. Nothing is deleted yet; --yes deletes it for good."
        _delete(store, known)
    if known.has_token:
        _drop_token(settings, place)
    return f"forgotten about {whom}: {known.words}. {COPIES}"


def _place(where: str, user: str) -> Channel:
    """A platform, one of its communities, or a channel; what is asked of a user must leave room for one."""
    platform = where.partition(":")[0]
    place = parse_address(where) if ":" in where else Channel(platform, "", "")
    if place is None or platform not in _PLATFORMS:
        raise UsageError(f"{where} is no place; write discord:SERVER, slack:TEAM, or discord:SERVER/CHANNEL")
    if platform in ("discord", "slack") and not place.workspace:
        place = Channel(platform, place.id, "")
    if user and place.id:
        raise UsageError(f"{where} is a channel; --user takes a server, a workspace, or discord or slack alone")
    if not (user or place.workspace or place.id):
        raise UsageError(f"{where} alone would forget all of its channels; name one, or somebody with --user")
    return place


def _of_place(q: Questions, place: Channel, settings: Settings) -> Known:
    channels = q.channels.of_workspace(place.platform, place.workspace)
    if place.id:  # with all of its threads
        return _with_posts(q, Known(tuple(one for one in channels if one.channel.id == place.id)))
    return _with_posts(
        q,
        Known(
            channels,
            editions=q.forgetting.editions(place.platform, place.workspace),
            reports=q.forgetting.reports(place.platform, place.workspace),
            has_token=_has_token(settings, place),
        ),
    )


def _of_user(q: Questions, place: Channel, user: str) -> Known:
    """His direct messages go as channels do; what he set up for others stays theirs."""
    made = q.forgetting.subscribed(place.platform, place.workspace, user)
    channels = q.channels.many({channel for _, channel in made})
    direct = tuple(one for one in channels.values() if _is_direct(one.channel))
    gone = {one.number for one in direct}
    return _with_posts(
        q,
        Known(
            direct,
            subscriptions=tuple(one for one, channel in made if channel not in gone),
            editions=q.forgetting.editions(place.platform, place.workspace, user),
            reports=q.forgetting.reports(place.platform, place.workspace, user),
        ),
    )


def _is_direct(channel: Channel) -> bool:
    """Slack's direct messages have ids of their own kind; Discord's belong to no server."""
    return channel.id.startswith("D") if channel.platform == "slack" else not channel.workspace


def _with_posts(q: Questions, known: Known) -> Known:
    posts = sum(q.forgetting.posts(one.number) for one in known.channels)
    return replace(known, posts=posts)


def _delete(store: Store, known: Known) -> None:
    """In slices, so that a bot that runs beside is not held up."""
    for one in known.channels:
        store.write(partial(_drop_channel, one.number), durable=True)
    for how, numbers in ((_unname, known.subscriptions), (_drop_editions, known.editions), (_unsign, known.reports)):
        for some in _slices(numbers):
            store.write(partial(how, some), durable=True)


def _drop_channel(number: int, q: Questions) -> None:
    q.forgetting.channel(number)


def _unname(subscriptions: tuple[int, ...], q: Questions) -> None:
    q.forgetting.unname(subscriptions)


def _drop_editions(editions: tuple[int, ...], q: Questions) -> None:
    q.forgetting.drop_editions(editions)


def _unsign(reports: tuple[int, ...], q: Questions) -> None:
    q.forgetting.unsign(reports)


def _slices(numbers: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    return (numbers[start : start + SLICE] for start in range(0, len(numbers), SLICE))


def _has_token(settings: Settings, place: Channel) -> bool:
    path = beside(settings.db)
    if not path.is_file():
        return False
    with closing(Secrets(path, wiring.system_clock)) as secrets:
        return secrets.find(place.platform, place.workspace) is not None


def _drop_token(settings: Settings, place: Channel) -> None:
    with closing(Secrets(beside(settings.db), wiring.system_clock)) as secrets:
        secrets.remove(place.platform, place.workspace)
