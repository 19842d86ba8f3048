"""The terminal's two renderings: rich tables for people, plain lines for pipes."""

import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.briefing import Action, Briefing, Line, Section, Source, sparkline
from bot.command import Asker
from bot.core import Bot
from bot.platform import Core, Post
from model.delivery import Absent, Channel, Later, Result, Sent, Unsure

_KEPT = {"\u200c", "\u200d", "\u2068", "\u2069"}  # joiners that words need, isolates that we set


def inert(text: str) -> str:
    """Text without control characters or direction overrides: a headline cannot move the cursor or hide words."""
    return "".join(
        c if c in _KEPT or c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") else " " for c in text
    )


def moment(at: datetime | None, zone: tzinfo | None) -> str:
    """A time as a line begins with it; no zone means this computer's."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return local.strftime("%Y-%m-%d %H:%M") + ("Z" if zone is UTC else "")


def plain(briefing: Briefing, zone: tzinfo | None = UTC) -> str:
    """A briefing as plain lines: no colour codes, no box drawing."""
    return inert("\n".join(_plain_lines(briefing, zone))) + "\n"


def _plain_lines(briefing: Briefing, zone: tzinfo | None) -> Iterator[str]:
    yield briefing.title
    if briefing.text:
        yield briefing.text
    parts = (_plain_fields(briefing), _plain_sections(briefing, zone))
    for part in reversed(parts) if briefing.news_first else parts:
        yield from part
    yield from _plain_tail(briefing, zone)


def _plain_fields(briefing: Briefing) -> Iterator[str]:
    if briefing.fields:
        width = min(max(cell_len(f.name) for f in briefing.fields), 20)
        yield ""
        for f in briefing.fields:
            yield f"{f.name}{' ' * (width - cell_len(f.name))}  {f.value}{_marks(f.sources)}".rstrip()


def _plain_sections(briefing: Briefing, zone: tzinfo | None) -> Iterator[str]:
    outlets = {s.n: s.outlet for s in briefing.sources}
    for section in briefing.sections:
        yield ""
        if section.title:
            yield section.title
        for line in section.lines:
            yield from _plain_line(line, zone, outlets)


def _plain_line(line: Line, zone: tzinfo | None, outlets: Mapping[int, str]) -> Iterator[str]:
    when = _when(line, zone)
    struck = f"[withdrawn: {line.struck}] " if line.struck else ""
    numbers = f" [{' '.join(map(str, line.spark))}]" if line.spark else ""
    if not line.quote:
        yield f"  {when + '  ' if when else ''}{struck}{line.text}{numbers}{_marks(line.sources)}"
        return
    yield f"  {when + '  ' if when else ''}{struck}{line.text}"
    yield f"      {_quoted(line, outlets)}{_marks(line.sources)}"


def _when(line: Line, zone: tzinfo | None) -> str:
    return line.when or moment(line.at, zone)


def _quoted(line: Line, outlets: Mapping[int, str]) -> str:
    """The headline, isolated so that its direction is its own, and who published it."""
    outlet = outlets.get(line.sources[0], "") if line.sources else ""
    return f"“{_isolated(line.quote)}”" + (f"  {outlet}" if outlet and outlet not in line.text else "")


def _isolated(text: str) -> str:
    return f"\u2068{text}\u2069" if any("\u0590" <= c <= "\u08ff" for c in text) else text


def _plain_tail(briefing: Briefing, zone: tzinfo | None) -> Iterator[str]:
    for warning in briefing.warnings:
        yield f"! {warning}"
    if briefing.shown_sources:
        quoted = _quotes(briefing)
        yield ""
        yield from (f"[{s.n}] {_source(s, zone, quoted)}" for s in briefing.shown_sources)
    if briefing.actions:
        yield ""
        yield from (f"> {a.label}: {a.command}" for a in briefing.actions)


def _quotes(briefing: Briefing) -> set[str]:
    return {line.quote for section in briefing.sections for line in section.lines}


def _source(source: Source, zone: tzinfo | None, quoted: Container[str]) -> str:
    """Outlet, title, day and address; a title that was quoted above is not said again."""
    day = source.published.astimezone(zone).strftime("%Y-%m-%d") if source.published else ""
    rating = f"({source.reliability})" if source.reliability else ""
    title = "" if source.title in quoted else source.title
    return " · ".join(p for p in (f"{source.outlet} {rating}".strip(), title, day, source.url) if p)


def _marks(sources: Iterable[int]) -> str:
    marks = "".join(f"[{n}]" for n in sources)
    return f"  {marks}" if marks else ""


def pretty(briefing: Briefing, zone: tzinfo | None) -> RenderableType:
    """A briefing for a person at a terminal."""
    parts: list[RenderableType] = [Text(inert(briefing.title), style="bold")]
    if briefing.text:
        parts.append(Text(inert(briefing.text)))
    outlets = {s.n: s.outlet for s in briefing.sources}
    fields = [_fields(briefing)] if briefing.fields else []
    sections = [_section(s, zone, outlets) for s in briefing.sections]
    body = [*sections, *fields] if briefing.news_first else [*fields, *sections]
    parts.extend(Padding(part, (1, 0, 0, 0)) for part in body)
    parts.extend(Text(f"! {inert(w)}", style="yellow") for w in briefing.warnings)
    if briefing.shown_sources:
        parts.append(Padding(_sources(briefing, zone), (1, 0, 0, 0)))
    if briefing.actions:
        parts.append(Padding(_actions(briefing), (1, 0, 0, 0)))
    return Group(*parts, "")


def _fields(briefing: Briefing) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column()
    for f in briefing.fields:
        table.add_row(Text(inert(f.name)), _marked(f.value, f.sources))
    return table


def _section(section: Section, zone: tzinfo | None, outlets: Mapping[int, str]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for line in section.lines:
        table.add_row(_when(line, zone), _line(line, outlets))
    return Group(Text(inert(section.title), style="bold cyan"), table) if section.title else table


def _line(line: Line, outlets: Mapping[int, str]) -> Text:
    text = Text(inert(line.struck) + " ", style="strike") if line.struck else Text()
    if not line.quote:
        shown = f"{line.text}  {sparkline(line.spark)}" if line.spark else line.text
        return text.append_text(_marked(shown, line.sources))
    text.append(inert(line.text))
    text.append("\n" + inert(_quoted(line, outlets)), style="italic")
    text.append(_marks(line.sources), style="dim")
    return text


def _marked(value: str, sources: Iterable[int]) -> Text:
    text = Text(inert(value))
    text.append(_marks(sources), style="dim")
    return text


def _sources(briefing: Briefing, zone: tzinfo | None) -> Table:
    table, quoted = Table.grid(padding=(0, 1)), _quotes(briefing)
    for s in briefing.shown_sources:
        words = inert(_source(s, zone, quoted))
        table.add_row(Text(f"[{s.n}]", style="dim"), Text(words, style="dim", overflow="fold"))
    return table


def _actions(briefing: Briefing) -> Text:
    text = Text()
    for n, action in enumerate(briefing.actions, 1):
        text.append(f" {n} ", style="reverse")
        text.append(f" {inert(action.label)}   ")
    return text


class Screen:
    """Where answers are shown: plain and in UTC for a pipe, rich and in local time for a person."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @property
    def for_people(self) -> bool:
        """Whether a person looks at it."""
        return self._console.is_terminal

    def show(self, briefing: Briefing) -> None:
        """Prints a briefing."""
        if self.for_people:
            self._console.print(pretty(briefing, None))
        else:
            self._console.file.write(plain(briefing, UTC) + "\n")
            self._console.file.flush()


class Conversation:
    """Typed lines in, answers out; a bare number presses the action of that number below the last answer."""

    def __init__(self, bot: Bot, screen: Screen) -> None:
        self.bot, self.asker = bot, Asker()
        self._screen = screen
        self._actions: tuple[Action, ...] = ()

    def answer(self, line: str) -> None:
        """Answers one line."""
        briefing = self.bot.reply(self._pressed(line), self.asker)
        self._actions = briefing.actions
        self._screen.show(briefing)

    def _pressed(self, line: str) -> str:
        number = line.strip()
        if number.isdecimal() and 1 <= int(number) <= len(self._actions):
            return self._actions[int(number) - 1].command
        return line


class TerminalPosts:
    """The terminal as a channel: posts appear between prompts."""

    name = "terminal"

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._posted = 0

    async def run(self, core: Core) -> None:
        """The prompt serves the commands; here is nothing to do."""

    async def close(self) -> None:
        """Nothing is open."""

    async def send(self, post: Post) -> Result:
        """Prints a post."""
        self._posted += 1
        self._screen.show(post.briefing)
        return Sent(str(self._posted))

    async def edit(self, post: Post, message: str) -> Result:
        """What was printed stays; only what takes something back is worth printing again."""
        if any(line.struck for section in post.briefing.sections for line in section.lines):
            self._screen.show(post.briefing)
        return Sent(message)

    async def settle(self, post: Post) -> Sent | Absent | Unsure | Later:
        """What a dead process printed nobody sees any more."""
        return Absent()

    async def thread(self, channel: Channel, name: str) -> Channel:
        """The terminal has no threads."""
        return channel

    async def check(self, channel: Channel) -> str:
        """Nothing is missing."""
        return ""
