"""Starts the product against loopback services: `python -m tests.fakes.run_bot discord=REST,GATEWAY slack=BASE run`.

The product has no setting for the addresses of chat services; this main changes them and nothing else.
"""

import contextlib
import sys

from bot.cli import main
from tests.fakes import discord, slack

if __name__ == "__main__":
    with contextlib.ExitStack() as changed:
        arguments = sys.argv[1:]
        while "=" in arguments[0]:
            service, _, where = arguments.pop(0).partition("=")
            changed.enter_context({"discord": discord, "slack": slack}[service].addresses(*where.split(",")))
        sys.exit(main(arguments))
