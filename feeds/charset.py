"""Which letters a body is written in: what it says is believed only as far as its bytes bear it out."""

import codecs
import re

_PROLOG = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ARABIC = re.compile("[\u0621-\u064a]")
_GUESSED_FROM = 20_000  # bytes
# What cp1252 makes of Arabic in cp1256: a text full of these is no Western text.
_MOJIBAKE = re.compile("[À-Öà-ö]{3,}")


def is_utf8(body: bytes) -> bool:
    """Whether these bytes are UTF-8 that says more than ASCII; other encodings practically never look like it."""
    if body.isascii():
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def declared(body: bytes, content_type: str) -> str:
    """The encoding that header, prolog or meta tag claims, "" where none claims a known one."""
    header = _HEADER.search(content_type)
    prolog = _PROLOG.match(body[:400]) or _META.search(body[:2_000])
    for name in (header[1] if header else "", prolog[1].decode() if prolog else ""):
        if _known(name):
            return name.lower()
    return ""


def guess(body: bytes, content_type: str, language: str) -> str | None:
    """The encoding to insist on, None where the claim (or a byte order mark) may stand."""
    if body.startswith(_BOMS) or b"\0" in body[:64] or body.isascii():
        return None
    if is_utf8(body):
        return "utf-8"
    claim = declared(body, content_type)
    if claim and _bears_out(body, claim):
        return None
    if claim in ("", "utf-8", "utf8") and _mostly_utf8(body):
        return "utf-8"
    return "cp1256" if _looks_arabic(body) or language in ("ar", "fa", "ckb") else "cp1252"


def decode(body: bytes, content_type: str = "", language: str = "") -> str:
    """The text of a body that is not handed to a feed reader (HTML, JSON)."""
    for mark, name in zip(_BOMS, ("utf-8-sig", "utf-32", "utf-32", "utf-16", "utf-16"), strict=True):
        if body.startswith(mark):
            return body.decode(name, "replace")
    return body.decode(guess(body, content_type, language) or declared(body, content_type) or "utf-8", "replace")


def _known(name: str) -> bool:
    try:
        return bool(name) and codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _bears_out(body: bytes, name: str) -> bool:
    """Whether the body can be read as claimed; cp1252 and its kin can always, so they must not hide Arabic."""
    try:
        text = body[:_GUESSED_FROM].decode(name, "strict")
    except UnicodeDecodeError as error:
        return error.start > _GUESSED_FROM - 8
    western = codecs.lookup(name).name in ("cp1252", "iso8859-1", "iso8859-15")
    return not (western and _looks_arabic(body) and len(_MOJIBAKE.findall(text)) > 20)


def _looks_arabic(body: bytes) -> bool:
    """Whether most of what is not ASCII reads as Arabic letters in cp1256."""
    signs = [b for b in body[:_GUESSED_FROM] if b >= 0x80]
    if len(signs) < 10:
        return False
    text = bytes(signs).decode("cp1256", "replace")
    return len(_ARABIC.findall(text)) > 0.85 * len(text)


def _mostly_utf8(body: bytes) -> bool:
    text = body[:_GUESSED_FROM].decode("utf-8", "replace")
    return text.count("\ufffd") * 20 < sum(c > "\x7f" for c in text)
