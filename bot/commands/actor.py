"""/actor name: the profile of a faction or person, and its latest events."""

from bot.briefing import Briefing
from bot.command import Argument, Command, Request
from bot.lookup import find, suggest_actors
from bot.profile import actor_card, person_card
from model.actor import Person


def run(request: Request, name: str) -> Briefing:
    """The card of whoever the name means."""
    found = find(request, name)
    if isinstance(found, Briefing):
        return found
    return person_card(request, found) if isinstance(found, Person) else actor_card(request, found)


command = Command(
    "actor",
    run,
    (Argument("name", required=True, suggest=suggest_actors),),
    own_name=True,
    example="/actor Kataib Hezbollah",
)
