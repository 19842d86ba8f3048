"""`factionwatch demo`: an example day, from invented reports, on a store that is thrown away afterwards."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from bot import wiring
from bot.briefing import Briefing, iso
from bot.command import Asker
from bot.core import Bot
from bot.data import json_lines, packed
from bot.platforms.terminal import Screen
from bot.programs.import_files import import_paths
from bot.settings import Settings
from bot.texts import LANGUAGES
from model.errors import UsageError
from model.feed import FeedState

SHOWN = (
    "/digest",
    "/actor Kataib Hezbollah",
    "/events type:threat",
    "/trend",
    "/why Kataeb holds its congress in Beirut",
)
OUTLETS = """\
outlets:
  example-wire: {name: Example Wire, country: Iraq, ownership: independent, reliability: B}
  example-herald: {name: Example Herald, country: United Kingdom, ownership: independent, reliability: A}
  example-sahifa: {name: صحيفة المثال, country: Iraq, ownership: party, reliability: C}
  example-agency: {name: Example Agency, country: Iraq, ownership: state, reliability: C}
  example-channel: {name: قناة المثال, country: Iraq, ownership: faction, reliability: D, party_to: [harakat-al-nujaba]}
feeds:
"""
FEED = '- {{id: {id}, url: "https://{id}.example/rss", language: {language}, outlet: {id}}}\n'


def demo(settings: Settings, language: str, lines: Sequence[str]) -> int:
    """Answers a few commands, or those that are given, from the example day."""
    if language not in LANGUAGES:
        raise UsageError(f"--language takes {', '.join(LANGUAGES)}, not {language!r}")
    screen = Screen(Console(highlight=False))
    with TemporaryDirectory(prefix="factionwatch-demo-") as folder:
        scratch = _prepared(settings, Path(folder), language)
        with wiring.opened(scratch, wiring.system_clock) as bot:
            _say_feeds_were_read(bot)
            for line in lines or SHOWN:
                screen.show(_marked(bot, bot.reply(line, Asker())))
    return 0


def _prepared(settings: Settings, folder: Path, language: str) -> Settings:
    """Settings of a store that holds the example day and nothing else."""
    rows = [dict(row) for row in json_lines("demo.jsonl", packed("demo.jsonl"))]
    outlets = dict.fromkeys((row["outlet"], row["lang"]) for row in rows)
    feeds = "".join(FEED.format(id=outlet, language=language) for outlet, language in dict(outlets.keys()).items())
    (folder / "feeds.yaml").write_text(OUTLETS + feeds, encoding="utf-8")
    now = wiring.system_clock()
    day = folder / "demo.jsonl"
    day.write_text("".join(f"{json.dumps(_row(row, now), ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    update = {"db": str(folder / "demo.db"), "feeds": str(folder / "feeds.yaml"), "language": language}
    scratch = settings.model_copy(update=update)
    with wiring.open_store(scratch, wiring.system_clock) as store:
        store.write(lambda q: q.history.mark("demo", 0))  # the documented past is true, and stays out of an example
    import_paths(scratch, [day], problem=lambda sentence: print(sentence, file=sys.stderr))
    return scratch


def _row(row: dict[str, object], now: datetime) -> dict[str, object]:
    ago = timedelta(hours=float(str(row.pop("hours_ago"))))
    return {**row, "published": iso(now - ago), "url": f"https://{row['outlet']}.example/{row['id']}"}


def _say_feeds_were_read(bot: Bot) -> None:
    now = bot.clock()
    states = [
        FeedState(id, next_due=now, last_try=now, first_success=now, last_success=now)
        for id in bot.knowledge.feeds.feeds
    ]
    bot.store.write(lambda q: q.feeds.save(states))


def _marked(bot: Bot, briefing: Briefing) -> Briefing:
    """The briefing, marked in its title and at its end."""
    t = bot.request(Asker()).texts
    return replace(briefing, title=f"{t.say('demo.title')} · {briefing.title}").with_warning(t.say("demo.warning"))
