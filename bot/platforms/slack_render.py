"""A briefing as Slack blocks, below every limit, foreign text inert: header, sections, pictures, notes, buttons. Pure.

Every mrkdwn text is `verbatim`: Slack then makes no links or mentions of words that look like them, and what is written
`<...>` is ours, because `&<>` of foreign text are escaped. What does not fit goes on further pages, as on Discord.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.briefing import Briefing, Field, Line, Section, Source, sparkline
from bot.platforms.slack_payloads import VALUE, button_value
from bot.pressing import FRESH, Leaf, Manner, buttons, numbered
from bot.rendering import Block, address, calm, cited, cut, host, listed_apart, page_room, paged
from bot.texts import Texts

TOTAL = 8000  # of the about 12,000 characters that a message's blocks may have together; more would be a wall of text
SECTION, CONTEXT, TEXT = 2900, 1900, 3000
TITLE, LABEL, ALT = 150, 75, 300
# Escaping can make five characters of one, so that each of these stays below a section's limit.
PARAGRAPH, LINE, STRUCK, QUOTE, NAME, WARNING = 550, 400, 150, 250, 60, 150
ADDRESS, TARGET, SOURCE_TITLE = 300, 380, 120
BUTTONS, A_ROW, PICTURES = 20, 5, 3
APART = 30  # sections of a page; further headings share one
_LOOK_ALIKE = str.maketrans({"*": "∗", "~": "∼", "`": "'"})
_SLANTS = re.compile(r"(?<!\w)_|_(?!\w)")  # inside a word it has no effect
_PICTURE = re.compile(r":(?=[\w+'-]+:)")  # :fire: would become one


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that was uploaded, and its words."""

    file: str  # Slack's id of it
    alt: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text and blocks of a message, and how many pages the briefing has."""

    text: str
    blocks: tuple[dict[str, Any], ...]
    pages: int = 1

    @property
    def body(self) -> dict[str, Any]:
        """As the Web API and response addresses take it: no previews of links."""
        return {"text": self.text, "blocks": list(self.blocks), "unfurl_links": False, "unfurl_media": False}


def render(
    briefing: Briefing, t: Texts, how: Manner = FRESH, pictures: Sequence[Shown] = (), asked_by: str = ""
) -> Rendered:
    """The message that shows this page of a briefing; only `asked_by` turns its pages in place."""
    notes = _notes(briefing, t, how)
    pages, sources_at = _pages(briefing, t, notes)
    number = min(max(how.page, 1), len(pages))
    leaf = Leaf(number, len(pages), sources_at)
    found = [header(cut(calm(briefing.title), TITLE) or "…")]
    found += [section(text) for text in _sections(pages[number - 1])]
    if number == 1:
        found += [_image(p) for p in pictures[:PICTURES]]
    found += [context(text) for text in notes]
    found += _rows(briefing, t, how, leaf, asked_by)
    return Rendered(summary(briefing), tuple(found), len(pages))


def plain(briefing: Briefing, t: Texts, how: Manner = FRESH) -> Rendered:
    """The same as text alone, for where Slack rejects the blocks."""
    rows = [b.text for b in _blocks(briefing, t)]
    return Rendered(_whole_rows([f"*{inert(cut(calm(briefing.title), TITLE))}*", *rows], TEXT), ())


def summary(briefing: Briefing) -> str:
    """What a notification and a screen reader say: title and first words."""
    first = briefing.text or next((x.text for s in briefing.sections for x in s.lines), "")
    parts = (cut(calm(briefing.title), TITLE), cut(calm(first), 200))
    return ": ".join(inert(p) for p in parts if p) or "…"


def inert(text: str) -> str:
    """Foreign text without any meaning to Slack: no mention, link, date or style."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _PICTURE.sub(":\u2060", _SLANTS.sub("ˍ", escaped.translate(_LOOK_ALIKE)))


def when(at: datetime | None, clock: bool = True) -> str:
    """A moment in each reader's own time zone, in UTC where a client does not know the form."""
    if at is None:
        return ""
    form = "{date_short_pretty} {time}" if clock else "{date_short}"
    spare = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC" if clock else "%Y-%m-%d")
    return f"<!date^{int(at.timestamp())}^{form}|{spare}>"


def link(label: str, url: str) -> str:
    """A link that says where it leads; only the label where the address is none."""
    safe = address(url, ADDRESS)
    if not safe:
        return label
    # & is escaped inside a link too; a bar or a bracket would end it early
    target = safe.replace("&", "&amp;").replace("|", "%7C")
    if len(target) > TARGET:
        return label
    return f"<{target}|{label.replace('|', '¦')}> {inert(host(url))}"


# -- blocks ----------------------------------------------------------------------------------------------------------


def header(text: str) -> dict[str, Any]:
    """A heading; plain text, nothing in it is parsed."""
    return {"type": "header", "text": words(text)}


def section(text: str) -> dict[str, Any]:
    """A paragraph of ready mrkdwn."""
    return {"type": "section", "text": mrkdwn(text)}


def context(text: str) -> dict[str, Any]:
    """A small line of ready mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def words(text: str) -> dict[str, Any]:
    """Plain text; colons make no pictures."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> dict[str, Any]:
    """Ready mrkdwn, nothing else read into it."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def button(label: str, action: str, value: str) -> dict[str, Any]:
    """A button; its value says what it means."""
    return {"type": "button", "text": words(cut(calm(label), LABEL) or "…"), "action_id": action, "value": value}


def _image(picture: Shown) -> dict[str, Any]:
    return {"type": "image", "slack_file": {"id": picture.file}, "alt_text": cut(calm(picture.alt), ALT) or "…"}


def _rows(briefing: Briefing, t: Texts, how: Manner, leaf: Leaf, asked_by: str) -> list[dict[str, Any]]:
    found = buttons(briefing, t, how, leaf, VALUE - len(button_value(asked_by, "")), BUTTONS)
    pressed = [button(label, f"press:{n}", button_value(asked_by, id)) for n, (label, id) in enumerate(found)]
    return [{"type": "actions", "elements": pressed[n : n + A_ROW]} for n in range(0, len(pressed), A_ROW)]


# -- text ------------------------------------------------------------------------------------------------------------


def _pages(briefing: Briefing, t: Texts, notes: Sequence[str]) -> tuple[list[tuple[Block, ...]], int | None]:
    """Pages, the same ones whichever is asked for."""
    heading = _marked(f"*{inert(t.say('sources.title'))}*", t)
    quoted = {line.quote for part in briefing.sections for line in part.lines}
    listed = [Block(_marked(_source(s, quoted), t), heading) for s in listed_apart(briefing)]
    labels = [*(a.label for a in briefing.actions), *("page of pages",) * 3]
    beside = TITLE + sum(map(len, notes)) + sum(min(len(label), LABEL) for label in labels[:BUTTONS])
    return paged(_blocks(briefing, t), listed, page_room(briefing, TOTAL - beside))


def _blocks(briefing: Briefing, t: Texts) -> list[Block]:
    rows = [row for row in briefing.text.splitlines() if calm(row)]
    found = [Block(_marked(inert(cut(calm(row), PARAGRAPH)), t)) for row in rows]
    fields = [Block(_marked(_field(f), t)) for f in briefing.fields]
    sections = [block for part in briefing.sections for block in _part(briefing, part, t)]
    return [*found, *sections, *fields] if briefing.news_first else [*found, *fields, *sections]


def _part(briefing: Briefing, part: Section, t: Texts) -> list[Block]:
    title = cut(calm(part.title), 200)
    heading, numbers = _marked(f"*{inert(title)}*", t) if title else "", numbered(briefing)
    return [Block(_line(briefing, line, t, numbers.get(line.story or "", 0)), heading) for line in part.lines]


def _field(fact: Field) -> str:
    marks = "".join(f"[{n}]" for n in fact.sources[:8])
    return f"*{inert(cut(calm(fact.name), NAME))}*  {inert(cut(calm(fact.value), LINE))} {marks}".rstrip()


def _line(briefing: Briefing, line: Line, t: Texts, number: int = 0) -> str:
    struck = f"~{inert(cut(calm(line.struck), STRUCK))}~" if line.struck else ""
    at = inert(cut(calm(line.when), NAME)) if line.when else when(line.at)
    shown = f"{inert(cut(calm(line.text), LINE))}  {sparkline(line.spark)}".rstrip()
    first = " · ".join(p for p in (f"*{number}*" if number else "", at, struck, shown) if p)
    rows = [first if at else f"• {first}"]
    if line.quote:
        rows.append(f">“{inert(cut(calm(line.quote), QUOTE))}”")
    links = [link(_outlet(s), s.url) for s in cited(briefing, line)]
    if links:
        more = f" +{len(links) - 3}" if len(links) > 3 else ""
        rows.append(f"     {' · '.join(links[:3])}{more}")
    return "\n".join(_marked(row, t) for row in rows)


def _source(source: Source, quoted: Container[str]) -> str:
    """Outlet, title and day; a title that was quoted above is not said again."""
    title = "" if source.title in quoted else inert(cut(calm(source.title), SOURCE_TITLE))
    parts = (link(_outlet(source), source.url), title, when(source.published, clock=False))
    return f"[{source.n}] " + " · ".join(p for p in parts if p)


def _outlet(source: Source) -> str:
    rating = f" ({source.reliability})" if source.reliability else ""
    return inert(cut(calm(f"{source.outlet}{rating}"), NAME)) or "…"


def _notes(briefing: Briefing, t: Texts, how: Manner) -> list[str]:
    notes = [f"⚠ {inert(cut(calm(w), WARNING))}" for w in briefing.warnings[:3]]
    notes += [how.note] if how.note else []
    if briefing.as_of:
        notes.append(t.say("post.as_of", time=when(briefing.as_of)))
    return [_marked(note, t) for note in notes]


def _marked(row: str, t: Texts) -> str:
    """A row in a language written from right to left begins so, whatever its first word is."""
    if not t.right_to_left:
        return row
    return f">\u200f{row[1:]}" if row.startswith(">") else f"\u200f{row}"


def _sections(page: Sequence[Block]) -> list[str]:
    """The texts of a page's sections: each heading begins one, and none is longer than a section may be."""
    texts: list[str] = []
    heading = ""
    for n, block in enumerate(page):
        begins = block.heading != heading or not n
        heading = block.heading
        text = f"{heading}\n{block.text}" if begins and heading else block.text
        joint = "\n\n" if begins else "\n"
        if texts and (not begins or len(texts) >= APART) and len(texts[-1]) + len(joint) + len(text) <= SECTION:
            texts[-1] += joint + text
        else:
            texts += [text] if len(text) <= SECTION else text.split("\n")
    return texts


def _whole_rows(rows: Sequence[str], limit: int) -> str:
    """As many whole rows as fit; half of an escaped one would show its escapes."""
    kept, used = list[str](), 0
    for row in rows:
        used += len(row) + 1
        if used > limit:
            return "\n".join([*kept, "…"])
        kept.append(row)
    return "\n".join(kept)


def metadata(kind: str, key: str) -> Mapping[str, Any]:
    """What stands behind a post for programs to read: its kind, and the outbox key by which it is found again."""
    return {"event_type": f"factionwatch_{kind.replace('-', '_')}", "event_payload": {"key": key}}
