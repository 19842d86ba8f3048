"""/resume: posts come again."""

from bot.briefing import Action, Briefing
from bot.command import Command, Permission, Request
from bot.deliveries.wishes import reschedule
from model.errors import UsageError
from store import Questions


def run(request: Request) -> Briefing:
    """Starts posts to this channel again, if nothing is missing for it."""
    t = request.texts
    if missing := request.check(request.channel):
        raise UsageError(t.say("subscribe.missing", missing=missing))

    def write(q: Questions) -> bool:
        known = q.channels.find(request.channel)
        wishes = q.subscriptions.of(known.number) if known else ()
        if known is None or not wishes:
            return False
        q.channels.set_state(known.number, "active")
        reschedule(q, known, wishes, request.now)
        return True

    if not request.store.write(write, durable=True):
        return Briefing("settings", t.say("subscriptions.title"), t.say("subscriptions.none"), private=True)
    actions = (Action(t.say("action.subscriptions"), "/subscriptions"),)
    return Briefing("settings", t.say("resume.title"), t.say("resume.text"), actions=actions, private=True)


command = Command("resume", run, permission=Permission.MANAGE, private=True, posts=True)
