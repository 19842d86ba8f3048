"""Numbers as headlines write them: digits of any script, words of English, Arabic and Persian, Arabic duals."""

_ENGLISH = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty"""
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}
_ARABIC = {
    "واحد": 1, "واحده": 1, "احد": 1, "اثنان": 2, "اثنين": 2, "اثنتين": 2, "اثنتان": 2, "ثلاثه": 3, "ثلاث": 3,
    "اربعه": 4, "اربع": 4, "خمسه": 5, "خمس": 5, "سته": 6, "ست": 6, "سبعه": 7, "سبع": 7, "ثمانيه": 8, "ثماني": 8,
    "تسعه": 9, "تسع": 9, "عشره": 10, "عشر": 10, "عشرون": 20, "عشرين": 20, "ثلاثون": 30, "ثلاثين": 30, "اربعون": 40,
    "اربعين": 40, "خمسون": 50, "خمسين": 50, "ستون": 60, "ستين": 60, "سبعون": 70, "سبعين": 70, "ثمانون": 80,
    "ثمانين": 80, "تسعون": 90, "تسعين": 90, "مايه": 100, "ميه": 100, "مايتين": 200, "ميتين": 200,
}  # fmt: skip
_ARABIC_TEENS = {"احد": 11, "احدي": 11, "اثنا": 12, "اثني": 12, "اثنتا": 12}
_PERSIAN = {
    "يك": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "هفت": 7, "هشت": 8, "ده": 10, "يازده": 11, "دوازده": 12,
    "سيزده": 13, "چهارده": 14, "پانزده": 15, "شانزده": 16, "هفده": 17, "هجده": 18, "نوزده": 19, "بيست": 20,
    "چهل": 40, "پنجاه": 50, "شصت": 60, "هفتاد": 70, "هشتاد": 80, "نود": 90, "صد": 100,
}  # fmt: skip
WORDS = (
    {word: n for n, word in enumerate(_ENGLISH.split(), start=1)}
    | _TENS
    | _ARABIC
    | {k: v for k, v in _PERSIAN.items() if k not in _ARABIC}
)


def number_at(tokens: tuple[str, ...], at: int) -> tuple[int, int] | None:
    """The number that begins at this normalised token and how many tokens it takes, or None."""
    token = tokens[at]
    if token.isdigit():
        return (int(token), 1) if len(token) <= 6 else None
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    teen = _teen(token, following)
    if teen:
        return teen, 2
    value = _word(token)
    if value is None:
        return None
    if 20 <= value <= 90 and following in WORDS and WORDS[following] < 10 and token in WORDS:
        return value + WORDS[following], 2
    return value, 1


def _teen(token: str, following: str) -> int | None:
    if following not in ("عشر", "عشره"):
        return None
    bare = token[1:] if token.startswith("و") and token[1:] in (_ARABIC_TEENS | _ARABIC) else token
    units = _ARABIC_TEENS.get(bare) or _ARABIC.get(bare)
    if not units:
        return None
    return units if units > 10 else units + 10


def _word(token: str) -> int | None:
    if token in WORDS:
        return WORDS[token]
    bare = token[1:]
    return _ARABIC.get(bare) if token[:1] in ("و", "ب", "ل") else None
