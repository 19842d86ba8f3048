"""The product as a process with a clock of its own: `python -m tests.kill.chats_main OFFSET REST GATEWAY SLACK`.

It calls the same `build(settings, clock, addresses)` as the product; OFFSET is how many seconds its clock is ahead.
"""

import asyncio
import sys
from datetime import timedelta

from bot.logs import configure
from bot.programs.run import SWITCH_SECONDS, build
from bot.settings import read_settings
from bot.wiring import Addresses, system_clock
from tests.fakes import discord


def main(offset, rest, gateway, slack):
    """Serves until killed."""
    ahead = timedelta(seconds=float(offset))
    configure("warning")
    sys.setswitchinterval(SWITCH_SECONDS)
    with discord.addresses(rest, gateway):
        house = build(read_settings(), lambda: system_clock() + ahead, Addresses(rest, slack))
        return asyncio.run(house.serve())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
