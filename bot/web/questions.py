"""What the web view says beside the data: titles, facets, and questions that are asked by a click."""

from typing import Any

from bot.version import version
from store.public import QUESTIONS

DATABASE = "factionwatch"
_TABLES: dict[str, dict[str, Any]] = {
    "stories": {
        "title": "Stories",
        "description": "What happened, each told once, newest first.",
        "facets": ["type", "reliability", "significance", {"array": "actors"}],
        "columns": {"stamp": "latest, as microseconds since 1970: quick to select by"},
    },
    "items": {
        "title": "Items",
        "description": "What outlets published and which factions it names, newest first.",
        "facets": ["outlet", "language", "type", {"array": "actors"}],
    },
    "actors": {
        "title": "Actors",
        "description": "The factions that are followed, and in how many stories each was named.",
        "facets": ["kind"],
    },
    "feeds": {
        "title": "Feeds",
        "description": "Whom is listened to, who owns them, how reliable they are rated, what they brought.",
        "facets": ["ownership", "country", "language"],
    },
    "counts": {
        "title": "Counts",
        "description": "Stories a day by faction and type.",
        "facets": ["actor", "type"],
    },
}
_TITLES = {
    "what-did-a-faction-do": "What did a faction do lately?",
    "what-happened-at-a-place": "What happened at a place?",
    "what-is-well-confirmed": "What is confirmed by at least three independent sources?",
    "who-is-in-the-news": "Who is in the news most?",
    "what-kinds-of-events": "What kinds of events are reported of each faction?",
    "who-is-named-with-whom": "Which factions are named together?",
    "who-brings-most": "Which feeds bring most?",
    "where-is-a-word-used": "Where is a word used?",
}


def metadata() -> dict[str, Any]:
    """Datasette's description of what is served: no SQL of visitors, only these pages and questions."""
    queries = {name: {"title": title, "sql": QUESTIONS[name], "hide_sql": True} for name, title in _TITLES.items()}
    return {
        "title": "Factionwatch",
        "source": f"Factionwatch {version()}: each line links to the outlet that said so",
        "databases": {DATABASE: {"allow_sql": False, "tables": _TABLES, "queries": queries}},
    }


def questions() -> tuple[tuple[str, str], ...]:
    """(address name, title) of each question."""
    return tuple(_TITLES.items())
