"""/unsubscribe [actor]: ends a subscription of this channel."""

from collections.abc import Sequence

from bot.briefing import Action, Briefing
from bot.command import Argument, Choice, Command, Permission, Request
from bot.commands.subscribe import target_of
from bot.deliveries.wishes import reschedule, wish_words
from bot.kinds import Mistake, plain_digits
from bot.lookup import is_everybody
from model.subscription import ALL, Subscription
from store import Questions


def run(request: Request, actor: str | None) -> Briefing:
    """Ends the subscription that is meant; asks where it is not clear which."""
    t = request.texts
    with request.store.read() as q:
        subscriber = q.channels.find(request.channel)
        wishes = q.subscriptions.of(subscriber.number) if subscriber else ()
    if subscriber is None or not wishes:
        return Briefing("settings", t.say("subscriptions.title"), t.say("subscriptions.none"), private=True)
    meant = _meant(request, actor, wishes)
    if isinstance(meant, Briefing):
        return meant
    number = subscriber.number

    def write(q: Questions) -> None:
        q.subscriptions.remove(one.id for one in meant)
        reschedule(q, subscriber, q.subscriptions.of(number), request.now)

    request.store.write(write, durable=True)
    ended = "\n".join(wish_words(request, one) for one in meant)
    return Briefing("settings", t.say("unsubscribe.title", n=len(meant)), ended, private=True)


def _meant(request: Request, actor: str | None, wishes: Sequence[Subscription]) -> Sequence[Subscription] | Briefing:
    """By number in the list, by name, or the only one there is."""
    if not actor:
        return wishes if len(wishes) == 1 else _which(request, wishes)
    number = plain_digits(actor.strip().removeprefix("#"))
    if number.isdecimal():
        if not 1 <= int(number) <= len(wishes):
            raise Mistake("unsubscribe.number", n=len(wishes))
        return (wishes[int(number) - 1],)
    target = ALL if is_everybody(actor) else target_of(request, actor)
    if isinstance(target, Briefing):
        return target
    found = [one for one in wishes if one.target == target]
    if found or target != ALL:
        return found or _which(request, wishes)
    return wishes  # "all", and there is no subscription of that name: all of them


def _which(request: Request, wishes: Sequence[Subscription]) -> Briefing:
    t = request.texts
    actions = tuple(Action(wish_words(request, one)[:80], f"/unsubscribe {n}") for n, one in enumerate(wishes, 1))
    return Briefing("choice", t.say("choice.title"), t.say("unsubscribe.which"), actions=actions, private=True)


def suggest(request: Request, text: str) -> Sequence[Choice]:
    """What this channel is subscribed to."""
    with request.store.read() as q:
        subscriber = q.channels.find(request.channel)
        wishes = q.subscriptions.of(subscriber.number) if subscriber else ()
    wanted = text.strip().lower()
    labels = [(wish_words(request, one), n) for n, one in enumerate(wishes, 1)]
    return tuple(Choice(label[:100], str(n)) for label, n in labels if wanted in label.lower())[:25]


command = Command(
    "unsubscribe",
    run,
    (Argument("actor", suggest=suggest, reads=True),),
    permission=Permission.MANAGE,
    private=True,
    own_name=True,
    example="/unsubscribe badr",
)
