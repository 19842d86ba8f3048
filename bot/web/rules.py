"""What Datasette asks us: what may be seen, and our home page. Everything that is not named here is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Response

from bot.web.home import home
from bot.web.questions import DATABASE, questions
from model.actor import Roster
from model.feed import FeedList
from store import Store
from store.public import VIEWS

log = structlog.get_logger()


@dataclass(frozen=True)
class Site:
    """What the pages are made from."""

    store: Store
    roster: Roster
    feeds: FeedList
    clock: Callable[[], datetime]


@hookimpl  # type: ignore[untyped-decorator]
def permission_allowed(datasette: Datasette, action: str, resource: Any) -> bool:
    """Whether an action is allowed: to look at our views and questions, and nothing else."""
    if action == "view-instance":
        return True
    if action == "view-database":
        return bool(resource == DATABASE)
    if action == "view-table":
        return resource[0] == DATABASE and resource[1] in VIEWS
    if action == "view-query":
        return resource[0] == DATABASE and resource[1] in dict(questions())
    return False


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Datasette, request: Any, exception: Exception) -> Callable[[], Awaitable[Any]]:
    """A page for what went wrong; what was not foreseen is told to the log only."""
    status = int(getattr(exception, "status", 500))
    sentence = str(getattr(exception, "message", exception)) if status < 500 else "That did not work; the log says why."
    if status >= 500:
        log.error("page failed", path=request.path, exc_info=exception)
    return partial(_error_page, datasette, request, status, sentence)


async def _error_page(datasette: Datasette, request: Any, status: int, sentence: str) -> Any:
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": sentence, "status": status}, status=status)
    shown = {"error": sentence, "status": status, "title": "Not found" if status == 404 else None}
    return Response.html(await datasette.render_template("error.html", shown, request=request), status=status)


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """Our home page in the place of Datasette's, whose routes come after ours."""
    return [(r"^/$", _home)]


async def _home(request: Any, datasette: Datasette) -> Any:
    site: Site = datasette.site
    shown = await asyncio.to_thread(partial(home, site.store, site.roster, site.feeds, site.clock()))
    return Response.html(await datasette.render_template("home.html", shown, request=request))
