"""The site: Datasette over the public views, our home page before it, and a guard in front of both."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from bot.web import rules
from bot.web.questions import DATABASE, metadata
from bot.web.rules import Site
from intel.searching import search_words
from model.actor import Roster
from model.feed import FeedList
from store.public import VIEWS, Row, connect_public

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Any, Send], Awaitable[None]]
HERE = Path(__file__).parent
SETTINGS = {
    "default_allow_sql": False,
    "allow_download": False,
    "allow_signed_tokens": False,
    "allow_csv_stream": False,  # pages of a million rows are what `factionwatch export` is for
    "suggest_facets": False,
    "default_page_size": 50,
    "default_facet_size": 8,  # the rows below them are what somebody came for
    "max_returned_rows": 1000,
    "num_sql_threads": 3,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 250,
}
COUNT_MS = 300
_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class PublicViews(Database):  # type: ignore[misc]  # Datasette has no types
    """The store as Datasette meets it: five views, no table, no writing."""

    def __init__(self, ds: Datasette, site: Site) -> None:
        super().__init__(ds, path=str(site.store.path), is_mutable=True)
        self._given = actor_rows(site.roster), feed_rows(site.feeds), site.clock, search_words

    def connect(self, write: bool = False) -> Any:
        """A connection of the public kind."""
        if write:
            raise PermissionError("the web view does not write")
        connection = connect_public(self.path, *self._given)
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        """Rows of a query; counting is cut short in a large store, and the page then says that there are more."""
        if sql.startswith("select count(*)"):
            options["custom_time_limit"] = COUNT_MS
        return await super().execute(sql, params, **{**options, "log_sql_errors": False})

    async def table_names(self) -> list[str]:
        """None: tables are not public."""
        return []

    async def hidden_table_names(self) -> list[str]:
        """None either."""
        return []

    async def view_names(self) -> list[str]:
        """The views, in the order a reader wants them."""
        return list(VIEWS)

    async def table_exists(self, table: str) -> bool:
        """Never: what can be asked for is a view."""
        return False

    async def get_table_definition(self, table: str, type_: str = "table") -> str | None:
        """How a view is made."""
        return f"CREATE VIEW {table} AS {VIEWS[table].strip()};" if type_ == "view" and table in VIEWS else None

    async def fts_table(self, table: str) -> None:
        """Words are sought by a question, not in a view."""

    async def get_all_foreign_keys(self) -> dict[str, Any]:
        """None between views."""
        return {}


def actor_rows(roster: Roster) -> list[Row]:
    """The actors that are followed, as the public views know them."""
    return [
        (
            a.id,
            a.name,
            next((n.text for n in a.names if n.language == "ar"), ""),
            a.kind,
            "; ".join(n.text for n in a.names),
        )
        for a in roster.followed()
    ]


def feed_rows(feeds: FeedList) -> list[Row]:
    """The feeds, without their addresses: a private one may carry a key."""
    return [
        (f.id, o.name, o.id, o.homepage, o.country, o.ownership, o.reliability, f.language, str(int(f.enabled)))
        for f in feeds.feeds.values()
        for o in (feeds.outlets[f.outlet],)
    ]


def build(site: Site) -> Datasette:
    """Datasette, ready to serve a store's public side."""
    _register()
    ds = Datasette(
        [],
        metadata=metadata(),
        settings=SETTINGS,
        template_dir=str(HERE / "templates"),
        static_mounts=[("style", str(HERE / "static"))],
    )
    ds.site = site
    ds.add_database(PublicViews(ds, site), name=DATABASE)
    return ds


def _register() -> None:
    """Our rules in; out goes what prints tracebacks with the values of all variables."""
    if not pm.is_registered(rules):
        pm.register(rules, name="factionwatch")
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")


def guarded(app: App) -> App:
    """Only public pages answer, with headers that keep a page from loading anything foreign."""

    async def serve(scope: Scope, receive: Any, send: Send) -> None:
        if scope["type"] == "http" and not _is_public(scope):
            await _refuse(send)
            return

        async def sealed(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
            await send(message)

        await app(scope, receive, sealed)

    return serve


def _is_public(scope: Scope) -> bool:
    """Datasette's pages about itself tell paths and settings; nobody needs them here."""
    path = str(scope["path"])
    own = path.startswith("/-/") and not path.startswith("/-/static/")
    return scope["method"] in ("GET", "HEAD") and not own


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": b"There is no such page.\n"})
