"""What goes into a Discord message beside its words: drawn charts, kept commands, multipart forms."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from bot.briefing import Briefing, Chart
from bot.platforms.discord_payloads import CUSTOM_ID
from bot.platforms.discord_render import Rendered, plain, render
from bot.pressing import Manner, long_commands
from bot.rendering import Picture, without_charts
from bot.texts import texts

Draw = Callable[[Chart, str], bytes]  # chart and language -> PNG
Keep = Callable[[str], Awaitable[str]]  # a long command -> the key of the row that keeps it


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it goes out, and the plain text for when that is rejected."""

    rendered: Rendered
    spare: Callable[[], Rendered]


@dataclass(frozen=True, slots=True)
class Craft:
    """Makes messages off the event loop."""

    draw: Draw | None
    threads: Executor | None

    async def make(self, briefing: Briefing, language: str, how: Manner, keep: Keep) -> Shown:
        """A briefing as a message, its long commands kept; charts that cannot be drawn are told in words."""
        kept = {command: await keep(command) for command in long_commands(briefing, how, CUSTOM_ID)}
        how = Manner(how.page, how.command, how.key, kept, how.note)
        loop, t = asyncio.get_running_loop(), texts(language)
        draw = self.draw if how.page == 1 else None
        drawn = briefing if draw else without_charts(briefing)
        pictures = [await self._picture(draw, n, c, language) for n, c in enumerate(drawn.charts, 1)] if draw else []
        rendered = await loop.run_in_executor(self.threads, render, drawn, t, how, pictures)
        return Shown(rendered, partial(plain, drawn, t, how))

    async def _picture(self, draw: Draw, n: int, chart: Chart, language: str) -> Picture:
        data = await asyncio.get_running_loop().run_in_executor(self.threads, draw, chart, language)
        return Picture(f"{chart.kind}-{n}.png", data, chart.alt)


def replacing(body: dict[str, Any]) -> dict[str, Any]:
    """A body that replaces an older one: pictures it does not name go away."""
    return {"attachments": [], **body}


def form(body: dict[str, Any], files: Sequence[Picture]) -> list[dict[str, Any]]:
    """A multipart form of a body and its pictures."""
    parts: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(body)}]
    return parts + [part(n, p.name, BytesIO(p.data)) for n, p in enumerate(files)]


def part(n: int, name: str, data: Any) -> dict[str, Any]:
    """One picture of a form."""
    return {"name": f"files[{n}]", "value": data, "filename": name, "content_type": "image/png"}
