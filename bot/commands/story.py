"""/story id: one story in full."""

from collections.abc import Mapping

from bot.briefing import Briefing
from bot.command import Argument, Command, Request, refusal
from bot.telling import citation, dossier, story_card

VIEWS = ("card", "cite")


def run(request: Request, id: str, show: str | None) -> Briefing:
    """A story with its reports, or how to cite it."""
    with request.store.read() as q:
        story = q.stories.get(id.lower())
        found = dossier(q, story) if story else None
    if found is None:
        return refusal(request.texts.say("story.unknown", id=request.texts.isolate(id[:60])), request.texts)
    return citation(request, found) if show == "cite" else story_card(request, found)


def views(request: Request) -> Mapping[str, str]:
    """What can be shown of a story, by what may be typed for it."""
    return {written: v for v in VIEWS for written in (v, request.texts.say(f"view.{v}"))}


command = Command(
    "story",
    run,
    (Argument("id", required=True), Argument("show", kind="choice", choices=views)),
    own_name=True,
    example="/story 3f9a1c20be74",
)
