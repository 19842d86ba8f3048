"""What follows from what a platform said: pure decisions on one delivery and its channel."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from model.delivery import Delivery, Later, Refused, Result, Sent, Unsure

FIRST_RETRY, LONGEST_RETRY = 5.0, 15 * 60.0
LONGEST_WAIT = 24 * 3600.0  # even a platform that asks for more is asked again
LOOKS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)) + (timedelta(days=1),) * 7
UNKNOWN_AGE = 1e9  # seconds: the clock went back since the send whose answer was lost


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be written down."""

    state: str  # sent, retrying, unsure, failed, dropped
    reason: str = ""
    message: str = ""
    next_try: datetime | None = None
    unsure_at: datetime | None = None
    wait_until: datetime | None = None  # nothing to the channel before
    channel: str = ""  # the state that the channel falls into: missing, revoked, ended; empty: none


def outcome(delivery: Delivery, result: Result, now: datetime, chance: float) -> Outcome:
    """The next state of a delivery after an answer; `chance` (0..1) spreads the retries."""
    if isinstance(result, Sent):
        return Outcome("sent", message=result.message)
    if isinstance(result, Later):
        until = now + timedelta(seconds=min(max(result.seconds, 0.5), LONGEST_WAIT))
        state = "unsure" if delivery.unsure_at else "retrying"
        return Outcome(state, result.words, next_try=until, unsure_at=delivery.unsure_at, wait_until=until)
    if isinstance(result, Unsure):
        return _lost(delivery, result, now, chance)
    return _refused(delivery, result, now)


def _lost(delivery: Delivery, result: Unsure, now: datetime, chance: float) -> Outcome:
    until = now + timedelta(seconds=backoff(delivery.tries, chance))
    if delivery.operation == "edit":  # doing an edit twice does no harm
        return Outcome("retrying", result.words, next_try=until, wait_until=until)
    since = delivery.unsure_at or delivery.try_at or now
    return Outcome("unsure", result.words, next_try=until, unsure_at=since, wait_until=until)


def _refused(delivery: Delivery, refused: Refused, now: datetime) -> Outcome:
    if refused.reason == "rejected" or (refused.reason == "not-found" and delivery.operation == "edit"):
        return Outcome("failed", refused.words)  # of an edit: somebody deleted the message
    if refused.reason == "not-found":
        return Outcome("dropped", "ended: channel not found", channel="ended")
    state = "unsure" if delivery.unsure_at else "retrying"
    channel = "revoked" if refused.reason == "revoked" else "missing"
    return Outcome(state, refused.words, next_try=now, unsure_at=delivery.unsure_at, channel=channel)


def backoff(tries: int, chance: float) -> float:
    """Seconds until the next try: 5, 10, 20 ... 15 min, a fifth more or less."""
    seconds = min(FIRST_RETRY * float(1 << min(max(tries - 1, 0), 20)), LONGEST_RETRY)
    return seconds * (0.8 + 0.4 * chance)


def next_look(looks: int, now: datetime) -> datetime | None:
    """When to look again at a channel that could not be posted to; None: never, its subscriptions end."""
    return now + LOOKS[looks] if looks < len(LOOKS) else None


def unsure_for(delivery: Delivery, now: datetime) -> float | None:
    """How long ago the first send began whose answer was lost; None if none was."""
    if delivery.unsure_at is None:
        return None
    age = (now - delivery.unsure_at).total_seconds()
    return age if age >= 0 else UNKNOWN_AGE
