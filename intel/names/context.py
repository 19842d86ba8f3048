"""What an item says around its names: cues, long forms, abbreviations it introduces, words of other names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from intel.names.lexicon import Claim
from intel.names.page import Cue, Hit, Page
from intel.normalise import normalise
from model.actor import Roster

LONG_FORM = "long-form"  # a need: the bearer's full name stands in the item
LOWER_CASE = "lower-case"  # a veto: written without a capital, the words mean what they say
PART_OF_NAME = "part-of-name"  # a veto: the word next to it makes it part of another name

_AFTER = re.compile(r"[\"'”’»\s]*[(\[]\s*[\"'“‘«]?([\w.-]{2,10}?)[\"'”’»]?\s*[)\]]")
_INITIALS = re.compile(r"((?:[\w'’&-]+[\s]+){1,8})[(\[][\"'“‘]?$")
_WORD_AFTER = re.compile(r"[ \u00a0]([^\W\d_][\w'’-]*)")
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’]*)[ \u00a0-](?:[AaEe]l[ -])?$")
_MODEL = re.compile(r"[-\u2010\u2011]\d+\w*")
_LETTER = re.compile(r"[^\W\d_]")
_TITLE_CASE = 0.7
_LONGEST_TITLE = 300
_SHOUTING = 0.8


@dataclass(frozen=True)
class Rules:
    """The roster's rules beyond cue sets, with defaults for a roster that has none."""

    implied: Mapping[str, tuple[str, ...]]  # kind of actor -> cue sets that a full mention of one stands for
    titles: frozenset[str]  # words before a surname that are not part of the name
    name_titles: frozenset[str]  # words that make the name after them a person's
    group_words: frozenset[str]  # words after a name that leave it a group's
    given_names: frozenset[str]  # words before a surname that make it another person's
    company_words: frozenset[str]  # words after an abbreviation that make it a firm's
    connectors: frozenset[str]  # words that may stand between the members of a list

    @classmethod
    def of(cls, roster: Roster) -> "Rules":
        """Read them from the roster."""
        return cls(
            implied={kind: tuple(sets) for kind, sets in _table(roster.rules.get("implied")).items()},
            titles=_words(roster.rules.get("titles")),
            name_titles=_words(roster.rules.get("name_titles")),
            group_words=_words(roster.rules.get("group_words")),
            given_names=_words(roster.rules.get("given_names")),
            company_words=_words(roster.rules.get("company_words")),
            connectors=_words(roster.rules.get("connectors")),
        )


def _table(value: object) -> dict[str, list[str]]:
    return value if isinstance(value, dict) else {}


def _words(value: object) -> frozenset[str]:
    return frozenset(normalise(str(word)) for words in _table(value).values() for word in words)


@dataclass(slots=True)
class Context:
    """The evidence of one item, gathered after its full names are settled."""

    page: Page
    full: Sequence[Hit]
    cues: list[Cue]
    long: set[str] = field(default_factory=set)
    surnames: dict[str, str] = field(default_factory=dict)  # last word of a person's full name -> that name
    _sets: dict[str, list[Cue]] = field(default_factory=dict)
    _introduced: dict[str, Claim] | None = None

    @classmethod
    def of(cls, page: Page, full: Sequence[Hit], kinds: Mapping[str, str], rules: Rules) -> "Context":
        """Collect cues, then what the full names stand for."""
        context = cls(page, full, page.cues.copy())
        for hit in full:
            context._learn(hit, kinds, rules)
        return context

    def _learn(self, hit: Hit, kinds: Mapping[str, str], rules: Rules) -> None:
        for claim in hit.claims:
            self.long.add(claim.bearer)
            if claim.person or claim.decoy:
                name = self.page.text[hit.start : hit.end]
                self.surnames.setdefault(_last_word(name), name)
            sets = rules.implied.get(kinds.get(claim.bearer, ""), ())
            if sets:
                self.cues.append((hit.start, hit.end, sets))

    def introduces(self, abbreviation: str) -> Claim | None:
        """The bearer whose full name the item follows by this abbreviation in brackets."""
        if self._introduced is None:
            self._introduced = {}
            for hit in self.full if self.page.writes("(") or self.page.writes("[") else ():
                self._learn_abbreviation(hit, self._introduced)
        return self._introduced.get(abbreviation)

    def _learn_abbreviation(self, hit: Hit, known: dict[str, Claim]) -> None:
        span = self.page.span(hit.start, hit.end)
        match = _AFTER.match(self.page.field_text(span), span.end)
        if match and hit.claims[0].bearer and sum(char.isupper() for char in match[1]) >= 2:
            known.setdefault(normalise(match[1]), hit.claims[0])

    def namesake(self, hit: Hit, claim: Claim) -> str:
        """Somebody else of that surname who is named in full, so that the surname alone means him."""
        name = self.page.text[hit.start : hit.end].removeprefix("al ")
        alone = claim.person and " " not in name
        return self.surnames.get(_last_word(name), "") if alone else ""

    def heard_all(self, names: str, hit: Hit) -> Cue | None:
        """A cue of each of the sets joined by "+", of which the last is returned."""
        found = None
        for name in names.split("+"):
            found = self.heard(name, hit)
            if found is None:
                return None
        return found

    def heard(self, name: str, hit: Hit) -> Cue | None:
        """A cue of the set that stands outside the hit."""
        start, end = hit.start, hit.end
        for cue in self.all_of(name):
            if cue[1] <= start or end <= cue[0]:
                return cue
        return None

    def all_of(self, name: str) -> list[Cue]:
        """The cues of a set, looked up when first asked for."""
        known = self._sets.get(name)
        if known is None:
            known = self._sets[name] = [cue for cue in self.cues if name in cue[2]]
        return known


def _last_word(name: str) -> str:
    return name.split(" ")[-1].removeprefix("ال")


def is_title_case(text: str) -> bool:
    """Nearly every longer word of a headline begins with a capital, so capitals say little."""
    if len(text) > _LONGEST_TITLE:
        return False
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return sum(word[0].isupper() for word in words) >= _TITLE_CASE * max(len(words), 1)


def is_shouting(text: str) -> bool:
    """Nearly every letter is a capital."""
    letters = _LETTER.findall(text[:400])
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) > 12 and capitals >= _SHOUTING * len(letters)


def stands_for_other(text: str, start: int, written: str) -> str:
    """The words before "(KH)" whose initials spell it, where they are no known name; empty if there are none."""
    if text[start - 1 : start] not in ("(", "["):
        return ""
    match = _INITIALS.search(text[max(0, start - 120) : start])
    words = re.findall(r"[\w'’]+", match[1].replace("-", " ")) if match else []
    letters = [char for char in written.lower() if char.isalpha()]
    last = words[-len(letters) :]
    return " ".join(last) if [word[0].lower() for word in last] == letters else ""


def model_number(text: str, start: int, end: int) -> str:
    """What text[start:end] is the type of ("KH-55", "PMF-2"); empty if no hyphen and number follow."""
    after = _MODEL.match(text, end)
    return text[start : after.end()] if after else ""


def company_name(text: str, start: int, end: int, rules: Rules) -> str:
    """The name of a firm that text[start:end] begins ("KH Energy"); empty if it begins none."""
    after = _WORD_AFTER.match(text, end)
    firm = after and after[1][0].isupper() and normalise(after[1]) in rules.company_words
    return text[start : end + len(after[0])] if after and firm else ""


def other_name_around(text: str, start: int, end: int, rules: Rules, person: bool) -> str:
    """The larger name that text[start:end] is part of ("Badr Hari", "Abu al-Khazali"); empty if it stands alone."""
    before = _WORD_BEFORE.search(text[max(0, start - 40) : start])
    if before and _extends(before[1], text, rules, person):
        return text[start - len(before[0]) : end]
    after = _WORD_AFTER.match(text, end)
    if after and not person and _goes_on(after[1], text, rules):
        return text[start : end + len(after[0])]
    return ""


def _extends(word: str, text: str, rules: Rules, person: bool) -> bool:
    plain = normalise(word)
    if plain in rules.given_names:
        return True
    if not person:
        return plain in rules.name_titles
    named = word[0].isupper() and not is_title_case(text)
    return named and plain not in rules.titles and len(plain) > 1


def _goes_on(word: str, text: str, rules: Rules) -> bool:
    return word[0].isupper() and not is_title_case(text) and normalise(word) not in rules.group_words
