"""Faults planted into the delivery jobs, so that the simulation proves that it would find them."""

from dataclasses import replace

from bot.deliveries.outcome import Outcome

FAULTS = {
    "": "none",
    "early": "marked before it is sent",
    "nonce": "a new nonce at each try",
    "apart": "item and outbox in two transactions",
    "normal": "NORMAL instead of FULL",
}


def plant(fault, desk):
    """A desk with a fault; those of the store and of the hook are planted in the world."""
    for deliverer in desk._deliverers:
        if fault == "early":
            _mark_early(deliverer)
        elif fault == "nonce":
            _new_nonce(deliverer)
    return desk


def _mark_early(deliverer):
    async def fly(flight):
        await deliverer._mark(flight.delivery, Outcome("sent", message="?"))
        await deliverer._send(flight, False)

    deliverer._fly = fly


def _new_nonce(deliverer):
    post_of = deliverer._post

    def post(flight, repeated=False):
        made = post_of(flight, repeated)
        return replace(made, key=f"{made.key}-{deliverer._outside.chance()}")

    deliverer._post = post
