"""/pause: nothing is posted here until /resume."""

from bot.briefing import Action, Briefing
from bot.command import Command, Permission, Request
from store import Questions


def run(request: Request) -> Briefing:
    """Stops posts to this channel; what comes meanwhile is not posted later."""
    t = request.texts

    def write(q: Questions) -> bool:
        known = q.channels.find(request.channel)
        if known is None or not q.subscriptions.of(known.number):
            return False
        q.channels.set_state(known.number, "paused", "paused: by a member of this channel")
        q.outbox.drop_open(known.number, "paused by the channel before it was posted")
        return True

    if not request.store.write(write, durable=True):
        return Briefing("settings", t.say("subscriptions.title"), t.say("subscriptions.none"), private=True)
    actions = (Action(t.say("action.resume"), "/resume"),)
    return Briefing("settings", t.say("pause.title"), t.say("pause.text"), actions=actions, private=True)


command = Command("pause", run, permission=Permission.MANAGE, private=True)
