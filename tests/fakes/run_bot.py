"""Starts the product against loopback services: `python -m tests.fakes.run_bot REST GATEWAY run`.

The product has no setting for the addresses of chat services; this main changes them and nothing else.
"""

import sys

from bot.cli import main
from tests.fakes.discord import addresses

if __name__ == "__main__":
    rest, gateway, *arguments = sys.argv[1:]
    with addresses(rest, gateway):
        sys.exit(main(arguments))
