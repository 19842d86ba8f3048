"""`factionwatch deliveries`, `why-not` and `reports`: what was posted, what was not and why, and what readers say."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import wiring
from bot.briefing import iso
from bot.deliveries.addresses import parse_address
from bot.deliveries.whynot import why_not
from bot.settings import Settings
from model.delivery import STATES, Delivery
from model.errors import UsageError
from model.operation import ReaderReport


def deliveries(settings: Settings, states: Sequence[str], limit: int) -> dict[str, Any]:
    """Counts by state, and the newest rows."""
    for state in states:
        if state not in STATES:
            raise UsageError(f'"{state}" is no state of a delivery; there are {", ".join(STATES)}')
    with wiring.open_store(settings, wiring.system_clock) as store, store.read() as q:
        return {"counts": dict(q.outbox.counts()), "rows": [_row(one) for one in q.outbox.latest(states, limit)]}


def _row(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.id,
        "channel": one.channel.address,
        "subject": one.subject,
        "kind": one.kind,
        "operation": one.operation,
        "state": one.state,
        "reason": one.reason,
        "story": one.story or None,
        "created": iso(one.created),
        "due": iso(one.due),
        "next_try": iso(one.next_try) if one.state in ("pending", "retrying", "unsure", "sending") else None,
        "tries": one.tries,
        "sent": iso(one.sent_at),
        "message": one.message or None,
        "possibly_repeated": one.repeated,
    }


def delivery_lines(found: Mapping[str, Any]) -> list[str]:
    """The same for people."""
    counts = " · ".join(f"{state} {n}" for state, n in found["counts"].items()) or "nothing was ever queued"
    lines = [counts]
    for row in found["rows"]:
        at = row["sent"] or row["created"]
        doubt = " (possibly repeated)" if row["possibly_repeated"] else ""
        reason = f" · {row['reason']}" if row["reason"] else ""
        lines.append(f"{row['id']:>7}  {at}  {row['state']:<8} {row['channel']}  {row['subject']}{doubt}{reason}")
    return lines


def reasons(settings: Settings, story: str, address: str) -> list[str]:
    """Why a story was not posted to a channel."""
    channel = parse_address(address)
    if channel is None:
        raise UsageError("a channel is written as discord:SERVER/CHANNEL, slack:TEAM/CHANNEL or webhook:https://...")
    with wiring.opened(settings, wiring.system_clock) as bot, bot.store.read() as q:
        return list(why_not(q, bot.knowledge, bot.policy, story, channel, bot.clock()))


def reports(settings: Settings) -> list[ReaderReport]:
    """What waits for the operator."""
    with wiring.open_store(settings, wiring.system_clock) as store, store.read() as q:
        return list(q.reports.open())


def report_lines(found: Sequence[ReaderReport]) -> list[str]:
    """Reports for people."""
    if not found:
        return ["nothing waits"]
    return [
        f"{one.id:>5}  {one.at:%Y-%m-%d %H:%M}Z  {one.kind}  {one.subject}  {one.who}  {_below(one.detail)}".rstrip()
        for one in found
    ]


def _below(detail: str) -> str:
    """A detail of several lines, the later ones set in."""
    return detail.replace("\n", "\n       ")


def close_report(settings: Settings, number: int, outcome: str) -> str:
    """Marks a report as dealt with."""
    with wiring.open_store(settings, wiring.system_clock) as store:
        if not store.write(lambda q: q.reports.close(number, outcome)):
            raise UsageError(f"there is no open report {number}")
    return f"report {number} is closed: {outcome}"


def report_json(one: ReaderReport) -> dict[str, Any]:
    """A report as JSON."""
    return {
        "id": one.id,
        "kind": one.kind,
        "subject": one.subject,
        "at": iso(one.at),
        "who": one.who,
        "detail": one.detail,
    }
