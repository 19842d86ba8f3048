"""HTML of feeds to safe plain text: no tag, no script, no control sign survives, and blocks become lines."""

import html
import re

import nh3

TITLE_LIMIT, SUMMARY_LIMIT, CONTENT_LIMIT = 1_000, 20_000, 100_000

_BLOCK = re.compile(
    r"<(?=/?(?:p|br|div|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|section|article|header|footer|hr|pre|figure|"
    r"figcaption|dt|dd)\b)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&(?:[a-zA-Z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_EMPTY_LINES = re.compile("\n{2,}")
# Control signs, and the marks that turn the direction of all that follows: both let a text pretend to be another.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
# Tags that hold text in its order and nothing else, plainly written: a markup of these alone needs no parser of HTML.
_ATTRIBUTES = r"(?:\s+[a-zA-Z-]+=\"[^\"<>&]*\")*\s*/?>"
_PLAIN_BLOCK = re.compile(r"</?(?:p|br|div|ul|ol|li|h[1-6]|blockquote)" + _ATTRIBUTES)
_PLAIN_INLINE = re.compile(r"</?(?:a|b|em|i|img|span|strong|u)" + _ATTRIBUTES)
_DEPTH = 3  # feeds that escape twice are common, a text that needs more is playing


def to_text(markup: str, limit: int = SUMMARY_LIMIT) -> str:
    """Plain text of an HTML fragment, block by block on lines of their own."""
    if not markup:
        return ""
    text = markup[: limit * 20]
    for _ in range(_DEPTH):
        if ("<" not in text and "&" not in text) or not _MARKUP.search(text):
            break
        text = _strip(text)
    return tidy(text)[:limit].rstrip()


def to_line(markup: str, limit: int = TITLE_LIMIT) -> str:
    """Plain text of an HTML fragment on one line, as a headline wants it."""
    return to_text(markup, limit).replace("\n", " ")


def tidy(text: str) -> str:
    """Text without control signs, runs of space or empty lines."""
    if text.replace("\n", "").isprintable():  # then its only spaces are blanks, and nothing in it is unsafe
        text = text.strip()
        if not ("  " in text or " \n" in text or "\n " in text):
            return _EMPTY_LINES.sub("\n", text) if "\n\n" in text else text
    lines = (" ".join(line.split()) for line in _UNSAFE.sub("", text.replace("\r", "\n")).split("\n"))
    return "\n".join(line for line in lines if line)


def _strip(markup: str) -> str:
    """One level of markup taken away, entities read."""
    if "<" not in markup:
        return html.unescape(markup)
    plain = _PLAIN_INLINE.sub("", _PLAIN_BLOCK.sub("\n", markup))
    return html.unescape(_without_tags(markup) if "<" in plain or "&" in plain or "\0" in plain else plain)


def _without_tags(markup: str) -> str:
    """The same for markup of any kind, however broken; entities stay."""
    return nh3.clean(_BLOCK.sub("\n<", markup), tags=set())
