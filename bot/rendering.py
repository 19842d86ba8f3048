"""What every platform's rendering shares: inert text, safe addresses, lines cut and packed into pages to a limit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from bot.briefing import Briefing, Line, Source
from bot.command import Call

# Controls, directions, private and lone halves (Cc, Cf, Cs, Co, Zl, Zp), but for the joiners that words need (200c,
# 200d) and the isolates that we set (2068, 2069).
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2064\u2066\u2067\u206a-\u206f\ud800-\uf8ff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\U000f0000-\U0010ffff]"
)
CARDS, CARD = ("actor", "person"), 2400
_PAIRS = ('"', '"'), ("«", "»"), ("“", "”")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a message that is never split over two pages, and the heading it stands under."""

    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart."""

    name: str
    data: bytes
    alt: str


def calm(text: str) -> str:
    """One line without control characters or direction overrides, its isolates closed."""
    return _balanced(" ".join(_UNSEEN.sub(" ", text).split()))


def _balanced(text: str) -> str:
    """A stray isolate would turn what follows; each is closed where the text ends, and none closed that is not open."""
    if "\u2068" not in text and "\u2069" not in text:
        return text
    open_, out = 0, []
    for c in text:
        open_ += (c == "\u2068") - (c == "\u2069")
        if open_ < 0:
            open_ = 0
            continue
        out.append(c)
    return "".join(out) + "\u2069" * open_


def cut(text: str, limit: int) -> str:
    """At most so many characters, with an ellipsis where something was left out."""
    return text if len(text) <= limit else _balanced(text[: limit - 1 - text[:limit].count("\u2068")].rstrip() + "…")


def address(url: str, limit: int = 500) -> str:
    """An http(s) address that can stand inside a link of any platform, or "" if it is none."""
    try:
        parts = urlsplit(url.strip())
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    written = quote(url.strip(), safe="!#$%&'*+,/:;=?@_~-.") if known else ""
    return written if len(written) <= limit else ""


def host(url: str) -> str:
    """The host that an address really leads to, look-alike letters in their ASCII form."""
    try:
        name = (urlsplit(url).hostname or "").removeprefix("www.")
        return name.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""


def pack(blocks: Sequence[Block], room: int, joint: int = 1) -> tuple[tuple[Block, ...], ...]:
    """Pages of at most `room` characters: a break falls at a section's border where half a page is full already.

    A heading is repeated where its section goes on; `joint` is what lies between two blocks.
    """
    pages: list[list[Block]] = [[]]
    used = 0
    for n, block in enumerate(blocks):
        need = _cost(block, pages[-1], joint)
        begins = bool(block.heading) and bool(pages[-1]) and pages[-1][-1].heading != block.heading
        if pages[-1] and (
            used + need > room or (begins and used > room // 2 and _is_torn(blocks, n, room, used, joint))
        ):
            pages.append([])
            used = 0
            need = _cost(block, [], joint)
        pages[-1].append(block)
        used += need
    return tuple(tuple(page) for page in pages)


def _is_torn(blocks: Sequence[Block], start: int, room: int, used: int, joint: int) -> bool:
    """Whether the section that begins here would be torn on this page and fits whole on the next."""
    whole = sum(len(b.text) + joint for b in _section_from(blocks, start)) + len(blocks[start].heading) + joint
    return room - used < whole <= room


def page_room(briefing: Briefing, room: int) -> int:
    """How much a page of a briefing may hold: cards come a screen at a time, their news and first facts first."""
    return min(room, CARD) if briefing.kind in CARDS else room


def paged(blocks: Sequence[Block], listed: Sequence[Block], room: int) -> tuple[list[tuple[Block, ...]], int | None]:
    """Pages of blocks, and the page that lists the sources where they do not stand on the first."""
    pages = list(pack(blocks, room))
    if not listed:
        return pages, None
    together = pack([*blocks, *listed], room)
    if len(together) == 1:
        return list(together), None
    return [*pages, *pack(listed, room)], len(pages) + 1


def _cost(block: Block, page: Sequence[Block], joint: int) -> int:
    new = bool(block.heading) and (not page or page[-1].heading != block.heading)
    return len(block.text) + joint + (len(block.heading) + joint if new else 0)


def _section_from(blocks: Sequence[Block], start: int) -> Sequence[Block]:
    end = start
    while end < len(blocks) and blocks[end].heading == blocks[start].heading:
        end += 1
    return blocks[start:end]


def cited(briefing: Briefing, line: Line) -> tuple[Source, ...]:
    """The sources of a line."""
    return tuple(s for s in briefing.sources if s.n in line.sources)


def listed_apart(briefing: Briefing) -> tuple[Source, ...]:
    """The sources that no line links itself; none of a card, which has a list of its own for its facts."""
    if briefing.folded:
        return ()
    inline = told_inline(briefing)
    return tuple(s for s in briefing.shown_sources if s.n not in inline)


def told_inline(briefing: Briefing) -> frozenset[int]:
    """Numbers of the sources that lines link themselves, so that no list need repeat them."""
    inline = {n for section in briefing.sections for line in section.lines for n in line.sources}
    return frozenset(inline - {n for field in briefing.fields for n in field.sources})


def without_charts(briefing: Briefing) -> Briefing:
    """The same briefing with each chart's words in the place of its picture."""
    lines = tuple(chart.alt for chart in briefing.charts if chart.alt)
    return replace(briefing, charts=(), text="\n".join(t for t in (briefing.text, *lines) if t))


def written(call: Call) -> str:
    """A call as somebody would type it, so that a button can ask it again."""
    parts = [f"{name}:{_quoted(value)}" for name, value in call.raw.items() if value.strip()]
    return " ".join([f"/{call.command.name}", *parts])


def _quoted(value: str) -> str:
    text = " ".join(value.split())
    if not any(c.isspace() or c in "\"'“”„«»‘’‹›,،" for c in text):
        return text
    pair = next((p for p in _PAIRS if p[0] not in text and p[1] not in text), None)
    return f"{pair[0]}{text}{pair[1]}" if pair else '"' + text.replace('"', " ") + '"'
