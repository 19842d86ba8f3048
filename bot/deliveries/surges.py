"""More stories of a faction than usual: told once a day to the channels that follow all that it does."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.briefing import Action, Briefing, Section, Sources
from bot.command import Request
from bot.lines import event_lines, newest_first, told
from intel.surge import LEAST, PAST, find_surge
from model.actor import Roster
from store import Questions
from store.stories import Filter

NOTE = "surge"  # the note that says on which day an actor's last surge was told
WATCHING = "watching"  # the note that says since when news comes in
LEARNING = 14  # days of news after which we know what is usual
MOST = 5  # stories shown


@dataclass(frozen=True, slots=True)
class Alarm:
    """A faction's surge of today."""

    actor: str
    day: str  # in UTC, as stories are counted
    payload: str  # JSON: actor, day, stories, usual

    @property
    def subject(self) -> str:
        """What makes it one post a channel, day and faction."""
        return f"{self.actor}:{self.day}"


def find_alarms(q: Questions, roster: Roster, actors: Collection[str], now: datetime) -> Iterator[Alarm]:
    """The surges of followed actors that were not told today; asked inside the transaction that changed the counts."""
    day = now.astimezone(UTC).date()
    past = min(PAST, _days_known(q, day))
    followed = sorted(a for a in actors if (known := roster.actor(a)) and not known.apart)
    if past < LEARNING or not followed:
        return
    for actor, counted in q.counts.heat(day - timedelta(days=past), day, followed).items():
        surge = find_surge(counted[:-1], counted[-1]) if counted[-1] >= LEAST else None
        if surge and q.meta.get(f"{NOTE}:{actor}") != day.isoformat():
            said = {"actor": actor, "day": day.isoformat(), "stories": surge.stories, "usual": surge.usual}
            yield Alarm(actor, day.isoformat(), json.dumps(said))


def _days_known(q: Questions, day: date) -> int:
    """For how many days news has come in; the first one is noted when it is asked for."""
    began = q.meta.get(WATCHING)
    if began is None:
        q.meta.put(WATCHING, day.isoformat())
    return (day - date.fromisoformat(began)).days if began else 0


def surge_post(request: Request, q: Questions, payload: str) -> Briefing | None:
    """A surge as a channel is told of it, with the day's newest stories; None where none of them is left."""
    said, t, sources = json.loads(payload), request.texts, Sources()
    actor = said["actor"]
    start = datetime.fromisoformat(said["day"]).replace(tzinfo=UTC)
    filter = Filter(actors=(actor,), since=start, until=start + timedelta(days=1))
    stories = newest_first(q.stories.page(filter, limit=MOST).stories)
    if not stories:
        return None
    known = request.roster.actor(actor)
    name = known.name if known else actor
    return Briefing(
        "surge",
        t.say("surge.title", name=t.isolate(name), n=said["stories"], usual=f"{said['usual']:g}"),
        actor=actor,
        sections=(Section("", event_lines(request, told(q, stories), sources, (actor,))),),
        sources=sources.all(),
        actions=(Action(t.say("action.digest"), f"/digest {name}"), Action(t.say("action.trend"), f"/trend {name}")),
        as_of=request.now,
    )
