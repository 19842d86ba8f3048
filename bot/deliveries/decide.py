"""What to do with a delivery whose turn has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.deliveries.policy import Policy, Rate
from model.delivery import Delivery
from store.outbox import Ready


@dataclass(frozen=True, slots=True)
class Send:
    """Post it, or edit with it."""

    ready: Ready


@dataclass(frozen=True, slots=True)
class Drop:
    """Too late, or nothing is left to say."""

    ready: Ready
    reason: str
    state: str = "dropped"


@dataclass(frozen=True, slots=True)
class Fold:
    """Into a summary that goes out at that time; None: a new one."""

    ready: Ready
    summary: int | None
    due: datetime


Decision = Send | Drop | Fold


def decide(ready: Ready, now: datetime, policy: Policy) -> Decision:
    """Send, drop or fold."""
    if reason := expired(ready.delivery, now, policy):
        return Drop(ready, reason)
    delivery = ready.delivery
    if delivery.kind != "story" or delivery.operation == "edit" or delivery.tries:
        return Send(ready)
    if ready.summary is not None:
        return Fold(ready, ready.summary, now)
    until = storm_until(ready.recent, policy.storm)
    return Send(ready) if until is None or until <= now else Fold(ready, None, until)


def storm_until(recent: tuple[datetime, ...], rate: Rate | None) -> datetime | None:
    """Until when a channel has had its fill of stories; None if it has not."""
    if rate is None or len(recent) < rate.most:
        return None
    return recent[rate.most - 1] + rate.window


def expired(delivery: Delivery, now: datetime, policy: Policy) -> str:
    """Why it is too late for a post; empty if it is not. What may stand in the channel already is seen through."""
    if delivery.operation == "edit" or delivery.unsure_at is not None:
        return ""
    age = now - delivery.due
    if delivery.kind == "digest":
        return "could not be posted within 20 h" if age > policy.stale_digest else ""
    if delivery.kind in ("correction", "report"):
        return "could not be posted within a week" if age > timedelta(days=7) else ""
    return "could not be posted within 24 h; left to the digest" if age > policy.stale else ""
