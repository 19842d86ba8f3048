"""How many were killed and wounded, as a document says it; numbers are never added up over documents.

A number belongs to the next word of killing or wounding that its language puts it beside: English before a participle
("two killed") or after a verb ("killing two"), Arabic mostly after, Persian before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intel.lexicon import Lexicon
from intel.normalise import normalise
from intel.numbers import number_at
from intel.reading import Clause
from model.finding import Casualties

Words = tuple[str, ...]
REACH = 7

_KILLED = """killed kill kills killing dead died dies dying slain fatalities martyred martyrs lives deaths toll
مقتل قتل قتلت قتلوا فقتل فقتلت قتلي قتيل قتيلا قتيلان قتيلين والقتلي شهيد شهيدا شهداء شهيدان شهيدين استشهد
استشهاد مصرع قضي قضيا قضوا لقي يودي اودي حصيله کشته شمار شهید شهدای شهادت ترور جان muertos mueren morts tués
öldü öldürüldü tewas mortos"""
_WOUNDED = """wounded wound wounds wounding injured injures injuring injure hurt hurting injuries اصيب اصابه
واصيب واصابه جرحي جريح جريحا جريحان جريحين بجروح اصابت مصابا زخمی مجروح مصدوم heridos blessés yaralandı feridos"""
_AFTER = """killing kills kill wounding wounds wound injures injuring injure مقتل قتل قتلت قتلوا فقتل فقتلت
استشهد استشهاد مصرع لقي يودي اودي اصيب اصابه واصيب واصابه اصابت سقط فقدا"""
_NOT_PEOPLE = """rockets rocket missiles missile drones drone mortars shells years year days day hours hour
weeks week months month minutes brigade brigades percent seats sites facilities trucks vehicles strikes attacks
raids km kilometres miles times posts positions projectiles dollars million billion grads bases people_left
villages locations houses homes am pm صاروخ صواريخ صاروخا مسيره مسيرات ايام يوم يوما ساعه ساعات سنوات عام اعوام
اشهر شهر لواء مقعدا مقاعد غارات ضربات شاحنات نقاط دقيقه كيلومتر كم كيلومترا مواقع طايرات موشك پهپاد راكت روز
ساعت سال ماه تيپ كرسي هفته january february march april june july august september october november december
يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر كانون شباط اذار نيسان ايار حزيران
تموز اب ايلول تشرين"""
_TOLD_NOBODY = """no_casualties no_injuries no_one_hurt nobody_hurt nobody_was_hurt nobody_was_injured
no_one_was_hurt no_one_was_injured no_deaths without_casualties without_injuries without_causing_casualties
without_causing_harm no_human_losses no_casualties_or unharmed لم_تقع_خسائر دون_اصابات دون_وقوع_خسائر دون_خسائر
لم_يصب_احد بلا_خسائر لم_تسجل_اصابات دون_وقوع_اصابات دون_تسجيل_اصابات لا_اصابات بدون_خسائر تلفاتی_نداشت
تلفات_نداشت بدون_تلفات"""
_NOT_TOLD = """no_reports no_immediate_reports no_word"""
_ONE = """commander leader chief soldier officer member fighter civilian contractor man woman person guard
policeman militant militiaman protester activist journalist figure operative spokesman prisoner founder قيادي
جندي عنصر مدني ضابط مقاتل قايد شخص حارس متعاقد مسوول ناشط متظاهر امر زعيم شرطي القيادي بعنصر فرمانده سرباز نظامي
مسيول رزمنده محافظ پيمانكار komutanı comandante"""
_TWO = """عنصرين عنصران جنديان جنديين شخصين شخصان مقاتلان مقاتلين_اثنين قتيلان قتيلين شهيدين شهيدان جريحان
جريحين حارسان حارسين متعاقدان متعاقدين_اثنين مسلحان مرافقين_اثنين ضابطان ضابطين قياديين_اثنين قياديان مدنيان
امراتان"""
_TOLL_WORDS = "toll حصيله شمار"


def _set(text: str) -> frozenset[str]:
    return frozenset(normalise(word.replace("_", " ")) for word in text.split())


KILLED, WOUNDED, AFTER, NOT_PEOPLE = _set(_KILLED), _set(_WOUNDED), _set(_AFTER), _set(_NOT_PEOPLE)
ONE, TWO, TOLL = _set(_ONE), _set(_TWO), _set(_TOLL_WORDS)
NOBODY, NOT_TOLD = tuple(sorted(_set(_TOLD_NOBODY))), tuple(sorted(_set(_NOT_TOLD)))
_DENYING = frozenset(phrase.split()[0] for phrase in NOBODY)
SINGLE, PERSIAN = _set("قتيل شهيد جريح مصاب"), _set("كشته شهید زخمی مجروح جان مصدوم شهدای")
PERSON = "commander"  # stands for any named person
_JOINED = KILLED | WOUNDED | AFTER | ONE | TWO | frozenset(["لم", "دون"])
_AND = frozenset(["and", "و", "y", "et", "ve"])
_HEDGES = _set(
    "at least about around some more than nearly over up almost ما لا يقل عن نحو حوالي علي الاقل دست كم بيش از حدود"
)
_SIDES = (
    ("us-forces", _set("us american americans اميركيين امريكيين اميركي امريكي امريكايي")),
    (
        "civilian",
        _set("civilian civilians protester protesters activist journalist مدني مدنيين متظاهر متظاهرين ناشط غيرنظامي"),
    ),
    ("security-forces", _set("soldier soldiers police policeman policemen troops جندي جنود شرطي شرطه ضابط سرباز پليس")),
)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A count of one kind, how firmly it is told, and its sentence's words."""

    low: int
    high: int
    firmness: int  # 3 a toll, 2 a number, 1 a person
    words: tuple[str, ...]


def find_casualties(clauses: Iterable[Clause], lexicon: Lexicon) -> Casualties:
    """The figures of the title, else of the body; None where none is told."""
    bits = lexicon.bit("kill") | lexicon.bit("wound") | lexicon.bit("casualty")
    past, person = lexicon.bit("past"), lexicon.bit("person")
    spoken = [_bare(c, person) for c in clauses if c.present & bits and not c.present & past]
    if not spoken:
        return Casualties()
    killed, wounded = _best(spoken, KILLED), _best(spoken, WOUNDED)
    if any(_tells_nobody(words) for words in spoken) and not (killed and killed.firmness > 1):
        return Casualties((0, 0), (0, 0))
    figure = killed or wounded
    return Casualties(
        (killed.low, killed.high) if killed else None,
        (wounded.low, wounded.high) if wounded else None,
        _side(figure) if figure else "",
    )


def _bare(clause: Clause, person: int) -> Words:
    """Words without joined Arabic conjunctions; a named person becomes the word for one."""
    words = []
    for word, mask in zip(clause.words, clause.masks, strict=True):
        if mask & person:
            words.append(PERSON)
        elif word[:1] in "وف" and (word[1:].isdigit() or word[1:] in _JOINED):
            words.append(word[1:])
        else:
            words.append(word)
    return tuple(words)


def _best(clauses: Sequence[Words], verbs: frozenset[str]) -> _Figure | None:
    """The firmest figure; of equally firm ones the first, so that the title goes before the body."""
    found = [figure for words in clauses for figure in _figures(words, verbs)]
    return max(found, key=lambda f: f.firmness, default=None)


def _figures(words: Words, verbs: frozenset[str]) -> Iterable[_Figure]:
    for at, word in enumerate(words):
        if word in verbs:
            figure = _count(words, at)
            if figure:
                yield figure


def _count(words: Words, at: int) -> _Figure | None:
    word = words[at]
    if word in TOLL:
        return _toll(words, at)
    if word in TWO:
        return _Figure(2, 2, 2, words)
    if word in SINGLE and not (at and number_at(words, at - 1)):
        return _single(words)
    if _looks_ahead(words, at):
        return _after(words, at) or _one(words[at + 1 : at + 5], words)
    return _before(words, at) or _one(words[max(0, at - 5) : at], words)


def _looks_ahead(words: Words, at: int) -> bool:
    """True where the number follows its word: verbs that take an object, "killed 12"."""
    if words[at] in AFTER:
        return True
    if words[at] in PERSIAN:
        return False
    here = at + 1
    while here < len(words) and words[here] in _HEDGES:
        here += 1
    return here < len(words) and _counts_people(words, here)


def _after(words: Words, at: int) -> _Figure | None:
    for here in range(at + 1, min(at + REACH, len(words))):
        word = words[here]
        if word in KILLED or word in WOUNDED or word == ",":
            return None
        if word in TWO:
            return _Figure(2, 2, 2, words)
        if _counts_people(words, here):
            return _range(words, here)
    return None


def _before(words: Words, at: int) -> _Figure | None:
    """The number before its word, "two killed"; numbers joined by "and" are one count."""
    starts: list[int] = []
    here, reach = at - 1, REACH + 3 * (words[at] in PERSIAN)
    while here >= max(0, at - reach - 4 * len(starts)):
        word = words[here]
        if word in KILLED or word in WOUNDED or word in (",", ":"):
            break
        if _counts_people(words, here) and not (
            here and _counts_people(words, here - 1) and _taken(words, here - 1) > 1
        ):
            if starts and not _AND & set(words[here : starts[-1]]):
                break
            starts.append(here)
        here -= 1
    if not starts:
        return None
    if len(starts) == 2 and starts[1] and words[starts[1] - 1] in ("between", "from"):
        return _Figure(_value(words, starts[1]), _value(words, starts[0]), 2, words)
    total = sum(_value(words, start) for start in starts)
    return _Figure(total, total, 2, words)


def _range(words: Words, at: int) -> _Figure:
    """ "between three and five", "3 to 5" """
    value, here = _value(words, at), at + _taken(words, at)
    joined = here + 1 < len(words) and words[here] in ("to", "and", "or")
    if joined and at and words[at - 1] in ("between", "from") and _counts_people(words, here + 1):
        return _Figure(value, max(value, _value(words, here + 1)), 2, words)
    return _Figure(value, value, 2, words)


def _toll(words: Words, at: int) -> _Figure | None:
    for here in range(at + 1, min(at + 14, len(words))):
        if words[here - 1] in ("to", "at", "الي", "به", "of") and _counts_people(words, here):
            return _Figure(_value(words, here), _value(words, here), 3, words)
    return None


def _one(near: Words, words: Words) -> _Figure | None:
    """A single victim told by what he was: "commander killed", "مقتل قيادي"."""
    return _Figure(1, 1, 1, words) if any(w in ONE for w in near) else None


def _single(words: Words) -> _Figure:
    """Nouns that are one victim: "سقط قتيل"."""
    return _Figure(1, 1, 2, words)


def _value(words: Words, at: int) -> int:
    number = number_at(words, at)
    return number[0] if number else 0


def _taken(words: Words, at: int) -> int:
    number = number_at(words, at)
    return number[1] if number else 0


def _counts_people(words: Words, at: int) -> bool:
    """True for a number that is no year, time, ordinal or count of things."""
    number = number_at(words, at)
    if number is None or 1900 <= number[0] <= 2100 or number[0] == 0:
        return False
    if at and words[at - 1] in ("no", "brigade", "لواء", "تيپ", "اللواء"):
        return False
    following = words[at + number[1] : at + number[1] + 2]
    return not any(w in NOT_PEOPLE for w in following)


def _tells_nobody(words: Words) -> bool:
    return not _DENYING.isdisjoint(words) and _holds(words, NOBODY) and not _holds(words, NOT_TOLD)


def _holds(words: Words, phrases: Iterable[str]) -> bool:
    text = f" {' '.join(words)} "
    return any(f" {phrase} " in text for phrase in phrases)


def _side(figure: _Figure) -> str:
    for side, names in _SIDES:
        if any(w in names for w in figure.words):
            return side
    return ""
