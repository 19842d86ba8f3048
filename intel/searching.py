"""Words as the search keeps and asks for them: normalised, without what Arabic puts before and English behind them.

Both sides go through the same function, so that a word cut too short still finds itself.
"""

import re

from intel.normalise import normalise

_LEAST = 3  # letters that stay
_ARABIC = re.compile("[\u0600-\u06ff]")
# and, so; then: the, in the, like the, to (before the article, which loses its first letter); then: to, in
_FRONT = re.compile("(?:[وف](?=\\S{3}))?(?:[بك]?ال(?=\\S{3})|ل(?=ل\\S{2}))?(?:[لب](?=\\S{4}))?")


def search_words(text: str) -> str:
    """The words of a text, one space between them: `وكتائب` and `الكتائب` are `كتائب`, `drones` is `drone`."""
    return " ".join(map(_stem, normalise(text).split()))


def _stem(word: str) -> str:
    if _ARABIC.match(word):
        return word[_FRONT.match(word).end() :]  # type: ignore[union-attr]  # it matches the empty string too
    if len(word) > _LEAST and word.endswith("s") and not word.endswith(("ss", "us", "is")) and word.isascii():
        return word[:-1]
    return word
