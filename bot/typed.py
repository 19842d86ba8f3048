"""The one parser of typed commands: terminal, Slack, mentions and direct messages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.briefing import Action, Briefing
from bot.command import Call, Command, usage
from bot.kinds import Mistake
from bot.texts import Texts

# What opens a quotation, and what may close it.
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "’": "’", "‹": "›"}
_NAMED = re.compile(r"([A-Za-z_]+)[:：=]")
_SIMILAR = 70  # how like an argument's name a word before a colon must be to count as a slip


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    name: str = ""  # of name:value


def parse(text: str, known: Mapping[str, Command], t: Texts) -> Call | Briefing:
    """The call that a line stands for, or a private briefing that says what was wrong."""
    line = text.strip().lstrip("/／").strip()
    name, _, rest = line.partition(" ")
    command = known.get(name.lower())
    if command is None:
        return _no_command(line, name, known, t)
    try:
        return Call(command, _arguments(command, list(_words(rest))))
    except Mistake as mistake:
        return usage(command, t.say(mistake.key, **mistake.values), t)


def _no_command(line: str, name: str, known: Mapping[str, Command], t: Texts) -> Briefing:
    near = process.extract(name.lower(), list(known), scorer=fuzz.ratio, limit=3, score_cutoff=55)
    actions = [Action(f"/{n}", f"/{n}") for n, _, _ in near]
    if line and not near and "actor" in known:
        actions.append(Action(f"/actor {line[:60]}", f"/actor {line[:200]}"))
    key = "error.no_command" if name else "error.empty"
    sentence = t.say(key, name=name[:60], nearest=" · ".join(a.label for a in actions) or "/help")
    return Briefing("error", t.say("error.title"), sentence, actions=tuple(actions), private=True)


def _arguments(command: Command, words: list[_Word]) -> Mapping[str, str]:
    raw: dict[str, str] = {}
    plain: list[str] = []
    for word in words:
        argument = command.argument(word.name.lower()) if word.name else None
        if argument is None:
            plain.append(_not_named(command, word))
        elif argument.name in raw:
            raw[argument.name] += f", {word.text}"
        else:
            raw[argument.name] = word.text if word.name.lower() == argument.name else f"{word.name}:{word.text}"
    _place_plain(command, plain, raw)
    return raw


def _not_named(command: Command, word: _Word) -> str:
    """A word that names no argument: text with a colon in it, unless it looks like a slip of a name."""
    if not word.name:
        return word.text
    names = [n for a in command.arguments for n in (a.name, *a.also)]
    near = process.extractOne(word.name.lower(), names, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    if near:
        raise Mistake("mistake.argument", name=word.name, nearest=f"{near[0]}:{word.text}")
    return f"{word.name}:{word.text}"


def _place_plain(command: Command, plain: list[str], raw: dict[str, str]) -> None:
    if not plain:
        return
    free = [a for a in command.arguments if a.name not in raw]
    if not command.arguments:
        raise Mistake("mistake.no_arguments", value=" ".join(plain)[:60])
    if command.positional:
        for argument, word in zip(free, plain, strict=False):
            raw[argument.name] = word
        if len(plain) > len(free):
            raise Mistake("mistake.too_many", value=" ".join(plain[len(free) :])[:60])
        return
    first = command.arguments[0]
    given = [raw[first.name]] if first.name in raw else []
    raw[first.name] = " ".join([*given, *plain])


def _words(text: str) -> Iterator[_Word]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        named = _NAMED.match(text, at)
        # https://… is an address, not an argument
        start = named.end() if named and not text.startswith("//", named.end()) else at
        value, end = _quoted(text, start) or _bare(text, start)
        yield _Word(value, named[1] if named and start != at else "")
        at = end


def _quoted(text: str, start: int) -> tuple[str, int] | None:
    """A quotation that closes at a word's end; otherwise the mark is a letter, as in 'Asa'ib."""
    if start >= len(text) or text[start] not in _QUOTES:
        return None
    closing = _QUOTES[text[start]]
    for end in range(start + 1, len(text)):
        if text[end] in closing and (end + 1 == len(text) or text[end + 1].isspace() or text[end + 1] in ",،"):
            return text[start + 1 : end], end + 1
    return None


def _bare(text: str, start: int) -> tuple[str, int]:
    end = start
    while end < len(text) and not text[end].isspace():
        end += 1
        if text[end - 1] in ",،;؛":  # a list goes on behind its comma
            while end < len(text) and text[end].isspace():
                end += 1
    return text[start:end].strip(), end
