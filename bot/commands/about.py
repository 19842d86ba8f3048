"""/about: versions, how current the data are, how much is stored, and how well matching was measured."""

from datetime import date, timedelta

from bot.briefing import Action, Briefing, Field
from bot.command import Command, Request
from bot.dates import first_day
from bot.standing import EVALUATION, accuracy_words, moment_words, reading
from bot.version import version
from model.actor import Actor

MONTH = timedelta(days=29)


def run(request: Request) -> Briefing:
    """What this is and what may be relied on."""
    t, today = request.texts, request.now.date()
    with request.store.read() as q:
        known, accuracy, evaluated = reading(request, q), accuracy_words(request, q), q.meta.get(EVALUATION)
        items, stories = q.counts.items(today - MONTH, today), q.counts.stories(today - MONTH, today)
        all_items = q.counts.items(date(1970, 1, 1), today + timedelta(days=1))
        history = q.history.loaded()
    followed = request.roster.followed()
    rows = [
        (t.say("about.version"), version()),
        (t.say("about.rules"), request.knowledge.annotator.rules_version),
        (t.say("about.actors"), t.say("about.actors.value", n=len(followed), people=len(request.roster.people))),
        (t.say("about.facts"), _facts(request, followed)),
        (t.say("about.items"), t.say("about.items.value", n=all_items, month=items, stories=stories)),
        (t.say("about.history"), t.say("about.history.value", n=history.items) if history else ""),
        (t.say("about.feeds"), t.say("standing.read", n=len(known.read), total=known.enabled)),
        (t.say("about.cut_off"), moment_words(request, known.cut_off) if known.cut_off else t.say("standing.never")),
        (t.say("about.accuracy"), accuracy),
        (t.say("about.evaluated"), evaluated["at"][:10] if evaluated else ""),
        (t.say("about.zone"), str(request.zone)),
    ]
    return Briefing(
        "about",
        t.say("about.title"),
        t.say("about.text"),
        fields=tuple(Field(name, value) for name, value in rows if value),
        actions=(Action(t.say("action.coverage"), "/sources"), Action(t.say("action.help"), "/help")),
        as_of=request.now,
        private=True,
    )


def _facts(request: Request, actors: tuple[Actor, ...]) -> str:
    """The newest date that a fact of the actor file stands for, and how many facts have a source."""
    facts = [(f.source, f.as_of) for a in actors for f in (*a.facts.values(), *a.parents, *a.area, *a.brigades)]
    facts += [(x.source, x.as_of) for a in actors for x in a.leaders]
    facts += [(r.source, r.as_of) for a in actors for r in a.relations]
    facts += [(d.source, d.as_of) for a in actors for d in a.designations]
    sourced = sum(source is not None for source, _ in facts)
    newest = max((day for _, as_of in facts if (day := first_day(as_of)) and day <= request.now.date()), default=None)
    as_of = request.texts.date(newest) if newest else ""
    return request.texts.say("about.facts.value", n=len(facts), sourced=sourced, date=as_of)


command = Command("about", run, private=True)
