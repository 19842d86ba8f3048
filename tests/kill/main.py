"""Starts the bot as the product does; the test kills it."""

import asyncio
import sys

from bot.logs import configure
from bot.programs.run import build
from bot.settings import read_settings
from bot.wiring import Addresses, system_clock

if __name__ == "__main__":
    configure("warning")
    sys.exit(asyncio.run(build(read_settings(), system_clock, Addresses()).serve()))
