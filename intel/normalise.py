"""Text to one spelling: case, accents, Arabic letter forms, quotes, dashes and invisible marks folded away.

    original --edits of words--> decoded --one translate table, spaces joined--> normalised

The first steps undo HTML entities, join dotted capitals ("P.M.F."), cut possessives ("Haq's" → "Haq") and part elided
words ("d'Asaïb" → "d Asaïb"); they must come before apostrophes go. The table is built once, so a text costs a C call
and not a Unicode decomposition.
"""

import codecs
import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from model.item import Document

APOSTROPHES = "'`´’‘‛′ʹʻʼʽʾʿˈˊˋ՚＇\u0670"
_QUOTE = r"['`´’‘‛′ʹʻʼ＇]"

# What a letter is written as when its own decomposition would lose the sound.
_SOUNDS = {
    "ı": "i", "ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "a",
    "ş": "sh", "š": "sh", "ș": "sh", "ç": "ch", "č": "ch", "ǧ": "j", "ǰ": "j", "ḫ": "kh", "ẖ": "kh", "ġ": "gh",
    "ḏ": "dh", "ṯ": "th", "ŋ": "ng", "ħ": "h", "ʔ": "", "ʕ": "",
}  # fmt: skip
_ARABIC = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ة": "ه", "ۃ": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه",
    "ە": "ه", "ۂ": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ێ": "ي", "ے": "ي", "ۓ": "ي", "ئ": "ي", "ؤ": "و", "ۆ": "و",
    "ۇ": "و", "ک": "ك", "ڪ": "ك", "گ": "ك", "ڕ": "ر", "ڵ": "ل", "ء": "", "ٸ": "ي", "ٶ": "و",
}  # fmt: skip
_PUNCTUATION = {"،": ",", "؛": ";", "؟": "?", "…": ".", "。": ".", "۔": ".", "‚": ",", "‼": "!", "、": ","}
_SPACED = "\u200c_#@/\\|•·*~+=&^<>$%"  # the half-space of Persian and what joins words in tags and lists
_DELETED = APOSTROPHES + "\u0640\ufffd"  # U+FFFD mostly stands where an apostrophe was lost (Kata?ib)
_RANGES = (
    range(0x0530), range(0x0600, 0x0700), range(0x0750, 0x0780), range(0x08A0, 0x0900), range(0x1680, 0x1681),
    range(0x1AB0, 0x1B00), range(0x1D00, 0x1F00), range(0x2000, 0x2070), range(0x20D0, 0x2150), range(0x2190, 0x2200),
    range(0x2E00, 0x2E60), range(0x3000, 0x3020), range(0xFB00, 0xFB07), range(0xFB50, 0xFDFE), range(0xFE00, 0xFE30),
    range(0xD800, 0xE100), range(0xFE70, 0xFF00), range(0xFF01, 0xFF5F), range(0xFFFD, 0xFFFE), range(0x1D400, 0x1D800),
    range(0xE0000, 0xE0080),
)  # fmt: skip
_BLANK = ("Zs", "Zl", "Zp", "Cc", "Cs", "Pd", "Pi", "Pf", "Ps", "Pe", "Co")
_GONE = ("Mn", "Me", "Cf", "Lm", "Sk")


def _fold(char: str) -> str:
    """What one character becomes."""
    if char in _DELETED:
        return ""
    if char in _SPACED or char == '"':
        return " "
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    return _fold_letter(char)


def _fold_letter(char: str) -> str:
    lowered = char.lower()
    for known in (_SOUNDS, _ARABIC):
        if lowered in known:
            return known[lowered]
    category = unicodedata.category(char)
    if category in _BLANK or (char > "\uffff" and category in _GONE):
        return " "  # a class of regular expressions is quick only within the first plane
    if category in _GONE:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    return _fold_parts(char, lowered)


def _fold_parts(char: str, lowered: str) -> str:
    """A composed character is folded part by part (é, ﷲ, ﬁ, bold 𝗞)."""
    parts = unicodedata.normalize("NFKD", lowered)
    if parts in (char, lowered) and len(parts) == 1:
        return lowered
    made = "".join(_fold(part) for part in parts if part != char)
    return " ".join(made.split()) or made[:1]


def _build_table() -> dict[int, str]:
    return {code: _fold(chr(code)) for code in chain.from_iterable(_RANGES)}


TABLE = _build_table()

# What news is mostly written in: these take a byte each, so that bytes.translate can fold them, twenty times as fast as
# str.translate beyond ASCII. The zero byte must come first, or charmap_build makes a dictionary, which is slow.
_ORDINARY = "".join(
    chr(code)
    for code in chain(
        b"\0\t\n\r", range(0x20, 0x7F), range(0x621, 0x653), range(0x660, 0x66E), range(0x6F0, 0x6FA),
        range(0x200B, 0x2010),
        map(ord, "\u0670پچژگکیۀھە،؛؟\u00a0«»“”‘’„–—…•´′ʿʾ\u202a\u202b\u202c\u2066\u2069"),
        map(ord, "éèêëáàâäãåíìîïóòôöõúùûüñığİÁÉÍÓÚÖÜÇŞāīūḥṣṭ"),
    )
    if len(TABLE[code]) < 2
)  # fmt: skip
_BYTES = codecs.charmap_build(_ORDINARY)
_FOLDED = bytes(max(_ORDINARY.find(TABLE[ord(char)]), 0) for char in _ORDINARY).ljust(256, b"\0")
_LEFT_OUT = bytes(code for code, char in enumerate(_ORDINARY) if not TABLE[ord(char)])
_ASCII_FOLDED = bytes(ord(TABLE[code] or " ") for code in range(0x80)).ljust(256, b"\0")
_ASCII_LEFT_OUT = bytes(code for code in range(0x80) if not TABLE[code])
_MOST_PARTS = 20  # stretches of other characters that are folded one by one before the rest of a text is


def _class(codes: Iterable[int]) -> str:
    return "".join(re.escape(chr(code)) for code in codes)


_VOID = _class(code for code, made in TABLE.items() if made == "")
_WIDE = _class(code for code, made in TABLE.items() if len(made) > 1)
# Where the folded text is shorter or longer than what it was made from.
_UNEVEN = re.compile(f"[{_VOID}{_WIDE}]")
_ASCII_VOID = _ASCII_LEFT_OUT.decode("ascii")
_ASCII_UNEVEN = re.compile(f"[{re.escape(_ASCII_VOID)}]")
_ORDINARY_UNEVEN = re.compile(b"[" + re.escape(_LEFT_OUT) + b"]")  # none of these makes more than one character
_GAP = re.compile("  +")

_ENTITY = re.compile(r"&(?:amp;)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_DOTTED = re.compile(r"(?<!\w)[A-Z](?:\.[A-Z])+(?:\.(?!\w)|(?!\w))")
# Both begin with the quote, so that a text is searched at the speed of a character class.
_POSSESSIVE = rf"{_QUOTE}(?<=\w.)[sS](?!\w)"
# Turkish hangs its cases on a name with an apostrophe: Hizbullah'ın, Bağdat'ta.
_SUFFIX = rf"{_QUOTE}(?<=\w.)(?:[nysNYS]?[ıiuüaeİIUÜAE]n?|[dtDT][aeAE]n?|y?l[ae]|[ndt][ae]ki|[sS])(?!\w)"
# French and Italian hang what comes before a name on it: d'Asaïb, qu'Akram, dell'Hashd. "Qur'an" is one word.
_ELISION = (
    rf"{_QUOTE}(?:(?<=\b[dlDL].)|(?<=\b[qQ]u.)|(?<=\b[aA]ll.)|(?<=\b[dDnN]ell.)|(?<=\b[dD]all.)|(?<=\b[sS]ull.))"
    r"(?=[AEIOUHÀÂÉÈÊÎÏÔ])"
)
_HANGING = re.compile(f"{_POSSESSIVE}|{_ELISION}")
_TURKISH_HANGING = re.compile(_SUFFIX)
_QUOTE_HINT = re.compile(_QUOTE)
_DOT_HINT = re.compile(r"\.[A-Z]")
_TURKISH_HINT = re.compile("[ığİş]")


def _entity(match: re.Match[str]) -> str:
    written = re.sub(r"&(?:amp;)+", "&", match.group())
    return html.unescape(written)


def _undotted(match: re.Match[str]) -> str:
    return match.group().replace(".", "")


def _parted(match: re.Match[str]) -> str:
    """Nothing for a possessive; a space for a quote alone, which parts an elided word from its name."""
    return " " if len(match.group()) == 1 else ""


def _hanging(text: str) -> re.Pattern[str] | None:
    """The rule for possessives and case endings; most texts have none, and finding that out must be cheap."""
    if "'" in text or (not text.isascii() and _QUOTE_HINT.search(text)):
        return _TURKISH_HANGING if _TURKISH_HINT.search(text) else _HANGING
    return None


def _decode(text: str) -> str:
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _undot(text: str) -> str:
    return _DOTTED.sub(_undotted, text) if _DOT_HINT.search(text) else text


def _cut(text: str) -> str:
    rule = _hanging(text)
    return rule.sub(_parted, text) if rule else text


def _fold_all(text: str) -> str:
    """A text folded character by character."""
    parts: list[str] = []
    for _ in range(_MOST_PARTS):
        try:
            return "".join((*parts, _fold_ordinary(text)))
        except UnicodeEncodeError as odd:
            parts += _fold_ordinary(text[: odd.start]), text[odd.start : odd.end].translate(TABLE)
            text = text[odd.end :]
    return "".join((*parts, text.translate(TABLE)))


def _fold_ordinary(text: str) -> str:
    """The same for a text of ordinary characters; raises UnicodeEncodeError at the first that is not."""
    if text.isascii():
        return text.encode("ascii").translate(_ASCII_FOLDED, _ASCII_LEFT_OUT).decode("ascii")
    written = codecs.charmap_encode(text, "strict", _BYTES)[0]
    return codecs.charmap_decode(written.translate(_FOLDED, _LEFT_OUT), "strict", _ORDINARY)[0]


def _close(folded: str) -> str:
    """A folded text with single spaces between its words and none around it."""
    return (_GAP.sub(" ", folded) if "  " in folded else folded).strip(" ")


def normalise(text: str) -> str:
    """The one spelling of a text; normalising it again changes nothing."""
    return _close(_fold_all(_cut(_undot(_decode(text)))))


@dataclass(slots=True)
class _Shift:
    """Maps offsets of an edited text back to the text before: segments that run along, and replaced ones."""

    at: list[int] = field(default_factory=lambda: [0])
    start: list[int] = field(default_factory=lambda: [0])
    stop: list[int | None] = field(default_factory=lambda: [None])  # None: the segment runs along

    @classmethod
    def of(cls, edits: Iterable[tuple[int, int, int]]) -> "_Shift":
        """From edits (start, stop, length made), in order."""
        shift = cls()
        at, starts, stops = shift.at, shift.start, shift.stop
        for start, stop, made in edits:
            here = at[-1] + start - starts[-1]
            if here == at[-1]:  # nothing ran along since the last edit
                del at[-1], starts[-1], stops[-1]
            if made:
                at.append(here)
                starts.append(start)
                stops.append(stop)
            at.append(here + made)
            starts.append(stop)
            stops.append(None)
        return shift

    @property
    def moves(self) -> bool:
        """Something was edited."""
        return len(self.at) > 1 or self.start[0] > 0

    def first(self, offset: int) -> int:
        """Where the character at `offset` began."""
        segment = bisect_right(self.at, offset) - 1
        return self.start[segment] + (offset - self.at[segment] if self.stop[segment] is None else 0)

    def last(self, offset: int) -> int:
        """Where the character before `offset` ended."""
        segment = bisect_right(self.at, offset - 1) - 1
        return self.stop[segment] or self.start[segment] + offset - self.at[segment]

    def made(self, offset: int) -> int:
        """Where in the edited text the character at `offset` of the text before went, or what came after it."""
        segment = bisect_right(self.start, offset) - 1
        if segment < 0:
            return 0
        stop = self.stop[segment]
        if stop is not None:  # what stood between a replaced character and the next segment left nothing
            return self.at[segment + (offset >= stop)]
        along = self.at[segment] + offset - self.start[segment]
        return min(along, self.at[segment + 1]) if segment + 1 < len(self.at) else along


def _edits(
    rules: re.Pattern[str] | None, text: str, make: Callable[[re.Match[str]], str]
) -> Iterator[tuple[int, int, int]]:
    for match in rules.finditer(text) if rules else ():
        yield match.start(), match.end(), len(make(match))


def _folds(text: str) -> Iterator[tuple[int, int, int]]:
    if text.isascii():
        if any(mark in text for mark in _ASCII_VOID):
            yield from ((match.start(), match.end(), 0) for match in _ASCII_UNEVEN.finditer(text))
        return
    try:
        written = codecs.charmap_encode(text, "strict", _BYTES)[0]
    except UnicodeEncodeError:
        yield from ((m.start(), m.end(), len(TABLE[ord(m.group())])) for m in _UNEVEN.finditer(text))
    else:
        yield from ((match.start(), match.end(), 0) for match in _ORDINARY_UNEVEN.finditer(written))


def _gaps(text: str) -> Iterator[tuple[int, int, int]]:
    """Where a folded text loses spaces: all at its ends, all but one elsewhere."""
    begin, end = len(text) - len(text.lstrip(" ")), len(text.rstrip(" "))
    if not begin and "  " not in text:
        return
    if begin:
        yield 0, begin, 0
    for match in _GAP.finditer(text, begin, end):
        yield match.start(), match.end(), 1


def normal_fields(document: Document) -> dict[str, "Normal"]:
    """The fields of a document that say anything, each normalised once for all who read it."""
    made = {name: Normal(text) for name, text in document.fields()}
    return {name: normal for name, normal in made.items() if normal.text}


class Normal:
    """A text and its normalised form; the way back to the original's offsets is built when first asked for."""

    __slots__ = ("_cut", "_decoded", "_folded", "_made", "_shifts", "_undotted", "original", "text")

    def __init__(self, original: str) -> None:
        self.original = original
        self._decoded = _decode(original)
        self._undotted = _undot(self._decoded)
        self._cut = _cut(self._undotted)
        self._folded = _fold_all(self._cut)
        self.text = _close(self._folded)
        self._shifts: tuple[_Shift, ...] | None = None
        self._made: dict[tuple[int, int], tuple[int, int]] = {}  # spans asked for, and where they are in `text`

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of text[start:end] (not empty), with accents and a hamza after its last letter."""
        if self._shifts is None:
            self._shifts = self._build()
        made = start, end
        for shift in self._shifts:
            start, end = shift.first(start), shift.last(end)
        while end < len(self.original) and (unicodedata.combining(self.original[end]) or self.original[end] == "ء"):
            end += 1
        self._made[start, end] = made
        return start, end

    def made(self, start: int, end: int) -> tuple[int, int]:
        """What original[start:end] became, as offsets in `text`; the way back from `span`."""
        known = self._made.get((start, end))
        if known:
            return known
        if self._shifts is None:
            self._shifts = self._build()
        for shift in reversed(self._shifts):
            start, end = shift.made(start), shift.made(end)
        return start, end

    def _build(self) -> tuple[_Shift, ...]:
        """The shifts of the steps that moved anything, last step first."""
        steps = [_gaps(self._folded), _folds(self._cut)]
        if self._cut != self._undotted:
            steps.append(_edits(_hanging(self._undotted), self._undotted, _parted))
        if self._undotted != self._decoded:
            steps.append(_edits(_DOTTED, self._decoded, _undotted))
        if self._decoded != self.original:
            steps.append(_edits(_ENTITY, self.original, _entity))
        shifts = map(_Shift.of, steps)
        return tuple(shift for shift in shifts if shift.moves)
