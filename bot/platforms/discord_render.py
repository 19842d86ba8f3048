"""A briefing as a Discord message: Components V2, below every limit, foreign text inert. Pure.

One container holds a head, the lines, pictures, notes and rows of buttons. What does not fit goes on further pages; a
button asks for them by the command that made the answer, so nothing has to be remembered.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.briefing import Briefing, Field, Line, Source, sparkline
from bot.platforms.discord_payloads import CUSTOM_ID
from bot.pressing import FRESH, Leaf, Manner, buttons, numbered
from bot.rendering import Block, Picture, address, calm, cited, cut, host, listed_apart, page_room, paged
from bot.texts import Texts

V2, EPHEMERAL, SUPPRESS_EMBEDS = 1 << 15, 1 << 6, 1 << 2
ROW, BUTTON, TEXT, GALLERY, SEPARATOR, CONTAINER = 1, 2, 10, 12, 14, 17
SECONDARY, LINK = 2, 5
ROOM = 3800  # of the 4000 characters that all texts of a message may have together
CONTENT = 2000
# Escaping can double a text, so that these keep any one block below 2,850 and the notes below 900 characters.
TITLE, PARAGRAPH, LINE, STRUCK, QUOTE, NAME, WARNING = 250, 1200, 400, 200, 250, 60, 150
ADDRESS, SOURCE_TITLE, LABEL, ALT = 300, 120, 80, 1024
ROWS, A_ROW = 4, 5
QUIET: Mapping[str, Any] = {"parse": []}  # nobody is ever pinged
COLOURS = {"error": 0xB3261E, "unknown": 0xB3261E, "surge": 0xC77700, "correction": 0x6E6E6E, "digest": 0x1B6E53}
COLOUR = 0x2B5C8A

_MARKDOWN = re.compile(r"([\\`*_~|\[\]<>])")
_LINE_START = re.compile(r"^([ \u2068\u200f]*\d*)(#{1,3}|-|\+|(?<=\d)\.)(?=\s|#|$)")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message body, its files, and how many pages the briefing has."""

    body: dict[str, Any]
    files: tuple[Picture, ...] = ()
    pages: int = 1


def render(briefing: Briefing, t: Texts, how: Manner = FRESH, pictures: Sequence[Picture] = ()) -> Rendered:
    """The body of a message that shows this page of a briefing."""
    tail = _tail(briefing, t, how)
    pages, sources_at = _pages(briefing, t, page_room(briefing, ROOM - len(tail)))
    number = min(max(how.page, 1), len(pages))
    shown = tuple(pictures) if number == 1 else ()
    parts: list[dict[str, Any]] = [_text(_joined(pages[number - 1]))]
    if shown:
        parts.append({"type": GALLERY, "items": [_item(p) for p in shown]})
    if tail:
        parts.append(_text(tail))
    parts += _rows(_buttons(briefing, t, how, Leaf(number, len(pages), sources_at)))
    container = {"type": CONTAINER, "accent_color": COLOURS.get(briefing.kind, COLOUR), "components": parts}
    body: dict[str, Any] = {"flags": V2, "components": [container], "allowed_mentions": dict(QUIET)}
    if shown:
        body["attachments"] = [{"id": n, "filename": p.name, "description": p.alt[:ALT]} for n, p in enumerate(shown)]
    return Rendered(body, shown, len(pages))


def plain(briefing: Briefing, t: Texts, how: Manner = FRESH) -> Rendered:
    """The same as plain text, for where Discord rejects the full message."""
    blocks = _blocks(briefing, t)
    text = cut("\n".join(b.text for b in blocks), CONTENT)
    rows = _rows(_buttons(briefing, t, how, Leaf()))
    body = {"content": text, "flags": SUPPRESS_EMBEDS, "allowed_mentions": dict(QUIET), "components": rows}
    return Rendered(body)


def inert(text: str) -> str:
    """Foreign text without any meaning to Discord: no markdown, mention, emoji code, heading or list."""
    escaped = _MARKDOWN.sub(r"\\\1", calm(text)).replace("@", "@\u200b")
    return _LINE_START.sub(r"\1\\\2", escaped)


def when(at: datetime | None, style: str = "f") -> str:
    """A moment in each reader's own time zone."""
    return f"<t:{int(at.timestamp())}:{style}>" if at else ""


def link(label: str, url: str) -> str:
    """A link that says where it leads; only the label where the address is none."""
    safe = address(url, ADDRESS)
    if not safe:
        return label
    # brackets would end the link early
    return f"[{label}](<{safe.replace('(', '%28').replace(')', '%29')}>) {inert(host(url))}"


# -- text ------------------------------------------------------------------------------------------------------------


def _pages(briefing: Briefing, t: Texts, room: int) -> tuple[list[tuple[Block, ...]], int | None]:
    heading = _marked(f"### {inert(t.say('sources.title'))}", t)
    listed = [Block(_marked(_source(s, t), t), heading) for s in listed_apart(briefing)]
    return paged(_blocks(briefing, t), listed, room)


def _blocks(briefing: Briefing, t: Texts) -> list[Block]:
    blocks = [Block(_marked(f"## {inert(cut(calm(briefing.title), TITLE)) or '…'}", t))]
    blocks += [Block(_marked(inert(cut(calm(row), PARAGRAPH)), t)) for row in briefing.text.splitlines() if calm(row)]
    facts = [Block(_marked(_field(f), t)) for f in briefing.fields]
    news = _news(briefing, t)
    return [*blocks, *news, *facts] if briefing.news_first else [*blocks, *facts, *news]


def _news(briefing: Briefing, t: Texts) -> list[Block]:
    blocks, numbers = list[Block](), numbered(briefing)
    for section in briefing.sections:
        heading = _marked(f"### {inert(cut(calm(section.title), 200))}", t) if calm(section.title) else ""
        blocks += [Block(_line(briefing, line, t, numbers.get(line.story or "", 0)), heading) for line in section.lines]
    return blocks


def _field(fact: Field) -> str:
    marks = "".join(f"\\[{n}\\]" for n in fact.sources[:8])
    return f"**{inert(cut(calm(fact.name), NAME))}** {inert(cut(calm(fact.value), LINE))} {marks}".rstrip()


def _line(briefing: Briefing, line: Line, t: Texts, number: int = 0) -> str:
    struck = f"~~{inert(cut(calm(line.struck), STRUCK))}~~" if line.struck else ""
    at = inert(calm(line.when)) or when(line.at)
    first = " · ".join(
        p
        for p in (
            f"**{number}**" if number else "",
            at,
            struck,
            inert(cut(calm(line.text), LINE)),
            sparkline(line.spark),
        )
        if p
    )
    rows = [first if at else f"- {first}"]
    if line.quote:
        rows.append(f"> “{inert(cut(calm(line.quote), QUOTE))}”")
    links = [link(_outlet(s), s.url) for s in cited(briefing, line)]
    if links:
        more = f" +{len(links) - 3}" if len(links) > 3 else ""
        rows.append(f"-# {' · '.join(links[:3])}{more}")
    return "\n".join(_marked(row, t) for row in rows)


def _source(source: Source, t: Texts) -> str:
    title = inert(cut(calm(source.title), SOURCE_TITLE))
    parts = (link(_outlet(source), source.url), title, when(source.published, "d"))
    return f"-# \\[{source.n}\\] " + " · ".join(p for p in parts if p)


def _outlet(source: Source) -> str:
    rating = f" ({source.reliability})" if source.reliability else ""
    return inert(cut(calm(f"{source.outlet}{rating}"), NAME)) or "…"


def _tail(briefing: Briefing, t: Texts, how: Manner) -> str:
    notes = [f"-# ⚠ {inert(cut(calm(w), WARNING))}" for w in briefing.warnings[:2]]
    if how.note:
        notes.append(f"-# {inert(cut(how.note, WARNING))}")
    if briefing.as_of:
        notes.append(f"-# {t.say('post.as_of', time=when(briefing.as_of))}")
    return "\n".join(_marked(n, t) for n in notes)


def _marked(row: str, t: Texts) -> str:
    """A row in a language written from right to left begins so, whatever its first word is."""
    if not t.right_to_left:
        return row
    sign = re.match(r"(#{1,3} |-# |> |- )?", row)
    start = sign.end() if sign else 0
    return f"{row[:start]}\u200f{row[start:]}"


def _joined(blocks: Sequence[Block]) -> str:
    rows: list[str] = []
    heading = ""
    for block in blocks:
        if block.heading and block.heading != heading:
            rows.append(block.heading)
        heading = block.heading
        rows.append(block.text)
    return "\n".join(rows)


# -- buttons ---------------------------------------------------------------------------------------------------------


def _buttons(briefing: Briefing, t: Texts, how: Manner, leaf: Leaf) -> list[dict[str, Any]]:
    found = buttons(briefing, t, how, leaf, CUSTOM_ID, ROWS * A_ROW)
    return [
        {"type": BUTTON, "style": SECONDARY, "label": cut(calm(label), LABEL) or "…", "custom_id": written}
        for label, written in found
    ]


def _rows(buttons: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": ROW, "components": list(buttons[n : n + A_ROW])} for n in range(0, len(buttons), A_ROW)]


def _text(content: str) -> dict[str, Any]:
    return {"type": TEXT, "content": content}


def _item(picture: Picture) -> dict[str, Any]:
    return {"media": {"url": f"attachment://{picture.name}"}, "description": picture.alt[:ALT]}
