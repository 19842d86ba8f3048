"""What is more or less than usual: surges of a day, and silences beside what could not be read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.briefing import Line, Section
from bot.command import Request
from bot.lines import actor_name
from bot.lookup import everyone
from bot.standing import Reading, outlets_read
from intel.surge import LEAST, PAST, Silence, find_silence, find_surge
from store import Questions

DAY = timedelta(hours=36)  # a digest of this length or less is one day's; longer ones tell no surge
LOOK_BACK = 88  # days: a habit of sixty and a silence of four weeks
MOST = 5


def unusual(
    request: Request, q: Questions, actors: Sequence[str], start: datetime, end: datetime, known: Reading
) -> Iterator[Section]:
    """The sections "more than usual" and "quiet" of a digest; `actors`: whom it is about."""
    last = end.astimezone(UTC).date()
    watched = [a for a in everyone(request) if not actors or a in actors]
    lately = q.counts.totals(last - timedelta(days=2), last)
    if end - start <= DAY:
        before = q.counts.totals(last - timedelta(days=10), last - timedelta(days=3))
        # A cheap look first: who has no more in three days than in three of the eight before does not surge.
        busy = [a for a in watched if (n := lately.get(a, 0)) >= LEAST and 8 * n > 3 * before.get(a, 0)]
        yield _surges(request, q.counts.heat(last - timedelta(days=PAST + 1), last, busy))
    quiet = [a for a in watched if not lately.get(a, 0)]
    yield _silences(request, q, q.counts.heat(last - timedelta(days=LOOK_BACK), last, quiet), end, known)


def _surges(request: Request, counted: Mapping[str, tuple[int, ...]]) -> Section:
    """Whoever has more stories today, or had more yesterday, than a usual day explains."""
    t, lines = request.texts, list[Line]()
    for actor, days in counted.items():
        if 2 * max(days[-2:]) <= 3 * sum(days) / len(days):  # half more than usual, or it need not be asked
            continue
        surge = find_surge(days[-PAST - 1 : -1], days[-1]) or find_surge(days[-PAST - 2 : -2], days[-2])
        if surge:
            name = actor_name(request, actor)
            text = t.say("digest.surge.line", name=name, n=surge.stories, usual=f"{surge.usual:g}")
            lines.append(Line(text, actors=(actor,), spark=days[-14:]))
    return Section(t.say("digest.surge"), tuple(lines[:MOST]))


def _silences(
    request: Request, q: Questions, counted: Mapping[str, tuple[int, ...]], end: datetime, known: Reading
) -> Section:
    """Whoever is in the news by habit and is not now; the silence may be ours."""
    t = request.texts
    silent = [(actor, found) for actor, days in counted.items() if (found := find_silence(days))]
    silent.sort(key=lambda row: row[1].probability)
    lines = [_silence(request, q, actor, found, end, known) for actor, found in silent[:MOST]]
    return Section(t.say("digest.quiet"), tuple(lines))


def _silence(request: Request, q: Questions, actor: str, silence: Silence, end: datetime, known: Reading) -> Line:
    t = request.texts
    since = (end - timedelta(days=silence.days)).astimezone(request.zone).date()
    name = actor_name(request, actor)
    parts = [t.say("digest.quiet.line", name=name, date=t.date(since), usual=f"{silence.usual:.2g}")]
    carriers = q.items.feeds_of(actor, end - timedelta(days=LOOK_BACK))
    outlets = request.knowledge.feeds.outlets
    unread = dict.fromkeys(outlets[f.outlet].name for f, _ in known.failing if f.id in carriers)
    if unread:
        parts.append(t.say("digest.quiet.unread", names=t.join(list(unread)[:MOST])))
    readable, total = outlets_read(request, known)
    if total:
        parts.append(t.say("digest.quiet.readable", n=readable, total=total))
    return Line("; ".join(parts), actors=(actor,))
