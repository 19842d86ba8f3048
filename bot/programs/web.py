"""`factionwatch web`: the store's public side in a browser."""

import sys
from importlib.util import find_spec

from bot import wiring
from bot.data import texts_of
from bot.settings import Settings
from feeds.config import parse_feeds
from model.errors import UsageError

MISSING = "the web view needs Datasette; install it with: make web, or pip install 'datasette>=0.65,<1'"


def web(settings: Settings, address: str) -> int:
    """Serves until told to stop."""
    host, port = split(address)
    if find_spec("datasette") is None or find_spec("uvicorn") is None:
        raise UsageError(MISSING)
    import uvicorn

    from bot.logs import configure
    from bot.web.rules import Site
    from bot.web.site import build, guarded

    configure(settings.log or "warning")
    roster = wiring.read_roster(settings)
    feeds = parse_feeds(texts_of(settings.feeds, "feeds.yaml"))
    with wiring.open_store(settings, wiring.system_clock) as store:
        app = guarded(build(Site(store, roster, feeds, wiring.system_clock)).app())
        print(f"http://{address}/ shows {settings.db}; Ctrl-C ends.", file=sys.stderr, flush=True)
        uvicorn.run(app, host=host, port=port, log_level="warning", lifespan="on", access_log=False)
    return 0


def split(address: str) -> tuple[str, int]:
    """Host and port of "host:port"."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise UsageError(f"{address} is no address; write host:port, for example 127.0.0.1:8001.")
    return host.strip("[]"), int(port)
