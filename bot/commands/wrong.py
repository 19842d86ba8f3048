"""/wrong story [what] [note]: a reader says that something about a story is wrong; the operator looks at it."""

from collections.abc import Mapping

from bot.briefing import Action, Briefing, Line, Section
from bot.command import Argument, Command, Request
from bot.deliveries.addresses import parse_address
from bot.deliveries.frozen import freeze
from bot.deliveries.keys import outbox_key
from bot.kinds import Mistake
from bot.lines import actor_names, headline
from model.delivery import Draft
from model.operation import ReaderReport
from model.story import Story
from store import Questions

KINDS = ("wrong-faction", "wrong-event", "two-stories", "same-story")


def run(request: Request, story: str, what: str | None, note: str | None) -> Briefing:
    """Files a report; without `what` asks which kind it is."""
    t = request.texts
    with request.store.read() as q:
        told = q.stories.get(story)
    if told is None:
        raise Mistake("wrong.unknown", value=story[:60])
    if what is None:
        actions = tuple(Action(t.say(f"wrong.{kind}"), f"/wrong {told.id} what:{kind}") for kind in KINDS)
        about = Section("", (Line(_names(request, told), story=told.id, quote=t.isolate(headline(request, told))),))
        return Briefing(
            "choice", t.say("wrong.title"), t.say("wrong.which"), sections=(about,), actions=actions, private=True
        )
    request.store.write(lambda q: _file(q, request, told, what, note or ""), durable=True)
    return Briefing("settings", t.say("wrong.title"), t.say("wrong.thanks"), private=True)


def _file(q: Questions, request: Request, story: Story, what: str, note: str) -> None:
    asker = request.asker
    who = f"{asker.platform}:{asker.workspace or 'direct'}/{asker.user or 'somebody'}"
    report = q.reports.add(what, story.id, who=who, detail=note)
    where = parse_address(request.policy.reports)
    if where is None:
        return
    subject = f"report:{report.id}"
    payload = freeze(report_briefing(request, report, story))
    number = q.channels.ensure(where).number
    q.outbox.put([Draft(number, subject, "report", outbox_key(where, subject), request.now, payload=payload)])


def report_briefing(request: Request, report: ReaderReport, story: Story) -> Briefing:
    """A report as the operator's channel is told of it."""
    t = request.texts
    line = Line(
        _names(request, story),
        story.first_seen,
        story.type,
        story.actors,
        story=story.id,
        quote=headline(request, story),
    )
    text = t.say("report.text", kind=t.say(f"wrong.{report.kind}"), who=report.who)
    detail = (Line(t.say("quoted", text=t.isolate(report.detail))),) if report.detail else ()
    title = t.say("report.title", n=report.id)
    return Briefing("report", title, text, sections=(Section("", (line, *detail)),), as_of=request.now)


def _names(request: Request, story: Story) -> str:
    return actor_names(request, story.actors)


def kinds(request: Request) -> Mapping[str, str]:
    """What can be wrong."""
    return {request.texts.say(f"wrong.{kind}"): kind for kind in KINDS} | {kind: kind for kind in KINDS}


command = Command(
    "wrong",
    run,
    (Argument("story", required=True), Argument("what", kind="choice", choices=kinds), Argument("note")),
    private=True,
    example="/wrong s-0a1b2c3d4e5f what:wrong-faction",
)
