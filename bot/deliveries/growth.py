"""How a posted story grows: when its message is edited, and what is worth a line of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.deliveries.policy import Policy
from model.delivery import Told
from model.story import Story

DOUBLED = ("doubled:killed", "doubled:wounded")


@dataclass(frozen=True, slots=True)
class Growth:
    """What follows from a change of a story that was posted."""

    told: Told
    edit: bool = False
    news: tuple[str, ...] = ()  # what to tell beside the message; empty: nothing
    late: bool = False  # the message no longer grows: what is told now is a new message


def told_of(story: Story, withdrawn: Iterable[str] = ()) -> Told:
    """What a message tells when it shows a story as it is now."""
    gone = tuple(sorted(withdrawn))
    killed, wounded = story.own_losses
    return Told(
        mark=mark_of(story, gone),
        actors=tuple(sorted(story.actors)),
        claimed_by=tuple(sorted(story.own_claims)),
        denied="denied" in story.flags,
        killed=killed,
        wounded=wounded,
        withdrawn=gone,
    )


def mark_of(story: Story, withdrawn: Iterable[str] = ()) -> str:
    """A hash of all that a message shows of a story."""
    languages = story.languages if len(story.languages) > 1 else ()
    shown = (
        *(story.id, story.headline, story.headline_item, story.type, story.flags, story.actors, story.places),
        *(story.own_losses, story.own_claims, story.weapons, story.sources, languages),
        *(story.reliability, story.credibility, tuple(withdrawn)),
    )
    return blake2b(repr(shown).encode(), digest_size=8).hexdigest()


def grow(before: Told, now_told: Told, posted: datetime, now: datetime, policy: Policy) -> Growth:
    """What a change asks for: an edit, a line beside the message, or after 48 h a message of its own."""
    if before.mark == now_told.mark:
        return Growth(before)
    found = material(before, now_told)
    left = policy.most_news - len(before.news)
    news = (" ".join(found),) if found and left > 0 else ()
    told = replace(now_told, mark=now_told.mark, news=(*before.news, *news))
    if not {"deaths", *DOUBLED} & set(found):  # a count doubles against what was told of it, not against an edit
        told = replace(told, killed=before.killed or _none(now_told.killed), wounded=before.wounded or now_told.wounded)
    late = now - posted > policy.growth
    corrected = before.withdrawn != now_told.withdrawn
    return Growth(told, not late or corrected, news, late)


def material(before: Told, after: Told) -> tuple[str, ...]:
    """What of a change matters enough to be told: first claim, denial, first deaths, a doubled count, a correction."""
    found = []
    if after.claimed_by and not before.claimed_by:
        found.append("claimed")
    if after.denied and not before.denied:
        found.append("denied")
    if _most(after.killed) and not _most(before.killed):
        found.append("deaths")
    elif _doubled(before.killed, after.killed):
        found.append("doubled:killed")
    if _doubled(before.wounded, after.wounded):
        found.append("doubled:wounded")
    found += [f"corrected:{actor}" for actor in after.withdrawn if actor not in before.withdrawn]
    return tuple(found)


def _most(count: tuple[int, int] | None) -> int:
    return count[1] if count else 0


def _none(count: tuple[int, int] | None) -> tuple[int, int] | None:
    """A count of nobody; deaths are told when they are first known."""
    return count if not _most(count) else None


def _doubled(before: tuple[int, int] | None, after: tuple[int, int] | None) -> bool:
    return _most(before) > 0 and _most(after) >= 2 * _most(before)


def edit_time(posted: datetime | None, now: datetime, spacing: timedelta) -> datetime:
    """The earliest moment of a message's next edit."""
    return max(now, posted + spacing) if posted else now
