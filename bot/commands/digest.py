"""/digest [actor] [days]: what happened, weighed and put in order; `since:last`: what is new since the last call."""

from collections.abc import Sequence
from dataclasses import replace

from bot.briefing import Briefing
from bot.command import Argument, Command, Request, refusal
from bot.commands.events import filter_of
from bot.digest import Terms, again, issue
from bot.kinds import Window
from bot.lookup import find_each, names_of, shown_names, suggest_actors


def run(request: Request, actor: Sequence[str], days: Window, edition: int | None) -> Briefing:
    """The digest of a stretch of time, or an edition as it was given."""
    if edition is not None:
        return again(request, edition) or refusal(request.texts.say("digest.no_edition", number=edition), request.texts)
    asked = find_each(request, actor, "digest")
    if isinstance(asked, Briefing):
        return asked
    names = names_of(asked)
    wanted, about = filter_of(request, asked, (), (), None), shown_names(request, asked)
    terms = Terms(days.start, days.end, wanted, about, names, _scope(request, names))
    return issue(request, _since_last(request, terms) if days.last else terms)


def _scope(request: Request, names: str) -> str:
    """Each reader's own run of editions, by whom they are about."""
    asker = request.asker
    return "/".join(("asked", asker.platform, asker.workspace, asker.user or asker.channel, names))


def _since_last(request: Request, terms: Terms) -> Terms:
    """From the reader's last edition on; the first time, from a day ago."""
    with request.store.read() as q:
        before = q.editions.last(terms.scope)
    return replace(terms, start=before.until) if before else terms


command = Command(
    "digest",
    run,
    (
        Argument("actor", many=True, suggest=suggest_actors),
        Argument("days", kind="days", default="1", also=("since",)),
        Argument("edition", kind="number"),
    ),
    own_name=True,
    example="/digest badr days:7",
)
