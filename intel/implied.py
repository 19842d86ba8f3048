"""Places that a document implies without naming them: where "Iraqi lawmakers" sit, where an Iraqi faction is at home.

They carry the word that implies them and are marked as implied: good enough to find an item by country, too weak to
part two stories or to put a dot on a map.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from intel.normalise import Normal, normalise
from intel.places import is_whole
from model.actor import Roster
from model.finding import Mention, Names, PlaceMention, Span
from model.place import Gazetteer

Heard = tuple[int, tuple[int, int]]  # where words end; their size and class
HOME_KINDS = frozenset({"faction", "facade", "umbrella", "bloc", "state-body"})
MOST_TEXT = 500
ENDINGS = ("s", "ary", "ian", "al", "ه", "ين", "ون", "يه", "يين", "يون", "ات", "en", "er", "et")
PEOPLES = {  # place -> words for its people and things, and for what sits nowhere else
    "iraq": {
        "en": "iraqi iraqis",
        "ar": "عراقي* عراقيه عراقيين عراقيون",
        "fa": "عراقي",
        "xx": "irakische irakien* iraquí iraqí iraquiano Irak'ta Íraks irakilainen",
    },
    "lebanon": {"en": "lebanese", "ar": "لبناني*", "fa": "لبناني"},
    "libya": {"en": "libyan", "ar": "ليبي ليبيه", "fa": "ليبيايي"},
    "sudan": {"en": "sudanese", "ar": "سوداني سودانيه", "fa": "سوداني"},
    "yemen": {"en": "yemeni", "ar": "يمني يمنيه", "fa": "يمني"},
    "syria": {"en": "syrian", "ar": "سوري سوريه", "fa": "سوري"},
    "palestine": {"en": "palestinian*", "ar": "فلسطيني*", "fa": "فلسطيني"},
    "kuwait": {"en": "kuwaiti", "ar": "كويتي*"},
    "jordan": {"en": "jordanian", "ar": "اردني*"},
    "israel": {
        "en": "israeli_target israeli_targets israeli_soil",
        "ar": "اهداف_اسراييليه الاراضي_المحتله الكيان_الصهيوني",
    },
    "erbil": {"en": "kurdish_capital capital_of_kurdistan", "ar": "عاصمه_اقليم_كردستان"},
    "west-bank": {"en": "palestinian_authority", "ar": "السلطه_الفلسطينيه", "fa": "تشكيلات_خودگردان"},
    "new-york": {
        "en": "un_general_assembly united_nations_general_assembly un_security_council united_nations_security_council",
        "ar": "الجمعيه_العامه_للامم_المتحده مجلس_الامن_الدولي",
        "fa": "مجمع_عمومي_سازمان_ملل شوراي_امنيت_سازمان_ملل",
    },
    "the-hague": {"en": "international_criminal_court", "ar": "المحكمه_الجناييه_الدوليه"},
}
SEATS = {  # institutions that sit in the capital
    "en": """parliament* lawmaker* legislator* mp mps court judiciary judge premier prime_minister pm cabinet
        government election* electoral ministry caretaker speaker bloc oil_exports barrels central_committee
        politburo""",
    "ar": "برلمان نواب محكمه قضاء حكومه رييس_الوزراء انتخابات مفوضيه وزاره كتله اطار مركزيه لجنه_مركزيه",
    "fa": "پارلمان مجلس دادگاه دولت نخست_وزير انتخابات",
    "xx": "diputados députés parlamento elecciones elecções kosning*",
}
CAPITAL = {"en": "capital", "ar": "عاصمه", "fa": "پايتخت"}
CAPITALS = {
    "iraq": "baghdad",
    "libya": "tripoli",
    "lebanon": "beirut",
    "syria": "damascus",
    "yemen": "sanaa",
    "sudan": "khartoum",
    "palestine": "ramallah",
}
SEATED = ("iraq", "palestine")  # whose institutions are spoken of without their country
HOMES = {
    "libyan-armed-groups": "libya",
    "rapid-support-forces": "sudan",
    "lebanese-hezbollah": "lebanon",
    "houthis": "yemen",
    "hamas": "gaza",
    "palestinian-islamic-jihad": "gaza",
} | {"lebanese-kataeb-party": "lebanon", "palestinian-fatah": "palestine"}


def _forms(languages: Mapping[str, str]) -> Iterator[str]:
    for text in languages.values():
        for entry in text.split():
            yield from (normalise(form) for form in _spelt(entry.replace("_", " ")))


def _spelt(word: str) -> tuple[str, ...]:
    """A word, and where its end is left open the endings that it takes."""
    if not word.endswith("*"):
        return (word,)
    return tuple(word[:-1] + ending for ending in ("", *ENDINGS))


def _first(found: Iterable[tuple[str, Span]]) -> dict[str, Span]:
    """The first span of each place."""
    places: dict[str, Span] = {}
    for place, span in found:
        places.setdefault(place, span)
    return places


def _named_after(governorate: str, cities: Iterable[str]) -> bool:
    return governorate.removesuffix("-governorate") in cities


def _words(fields: Mapping[str, Normal], heard: Mapping[str, Sequence[Heard]]) -> Iterator[tuple[int, Span]]:
    """The first word of each class that may imply a place, and where it stands."""
    seen = 0
    for field, ends in heard.items():
        normal = fields[field]
        for end, (size, bits) in ends:
            if end <= MOST_TEXT and not bits & seen and is_whole(normal.text, end - size, end):
                seen |= bits
                first, after = normal.span(end - size, end)
                yield bits, Span(field, first, after, normal.original[first:after])


def _around(gazetteer: Gazetteer, place: str) -> Iterator[str]:
    """The city or region that a place lies in, and the governorate of a town where that is called otherwise."""
    above = gazetteer.ancestors(place)
    cities = {at.id for at in above if at.kind == "city"} | {place}
    yield from (at.id for at in above if at.kind in ("city", "town", "region"))
    yield from (at.id for at in above if at.kind == "governorate" and not _named_after(at.id, cities))


class Implied:
    """Finds implied places; built once."""

    def __init__(self, roster: Roster, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._homes = {a.id: "iraq" for a in roster.actors.values() if a.kind in HOME_KINDS and not a.apart} | HOMES
        self._peoples = {1 << n: country for n, country in enumerate(PEOPLES)}
        self._seat, self._capital = 1 << len(PEOPLES), 2 << len(PEOPLES)
        classes = [*zip(self._peoples, PEOPLES.values(), strict=True), (self._seat, SEATS), (self._capital, CAPITAL)]
        self.words = {word: (len(word), bits) for bits, languages in classes for word in _forms(languages)}
        self._around = {id: tuple(_around(gazetteer, id)) for id in gazetteer.places}

    def find(
        self,
        fields: Mapping[str, Normal],
        heard: Mapping[str, Sequence[Heard]],
        names: Names,
        named: Sequence[PlaceMention],
    ) -> tuple[PlaceMention, ...]:
        """Implied places that are not named as well, in the order countries, capitals."""
        known = {place.place for place in named}
        words = list(_words(fields, heard))
        countries = _first((*self._countries(words), *self._at_home(names.mentions)))
        capitals = _first(self._capitals(words, known, known | countries.keys()))
        around = _first((at, place.span) for place in named for at in self._around.get(place.place, ()))
        return tuple(self._mentions(known, countries | capitals | around))

    def _mentions(self, known: set[str], implied: Mapping[str, Span]) -> Iterator[PlaceMention]:
        for place, span in implied.items():
            at = self._gazetteer.place(place)
            if at and place not in known:
                yield PlaceMention(place, at.name, span, at.kind, implied=True)

    def _countries(self, words: Iterable[tuple[int, Span]]) -> Iterator[tuple[str, Span]]:
        for bits, span in words:
            for bit, country in self._peoples.items():
                if bits & bit:
                    yield country, span

    def _at_home(self, mentions: Iterable[Mention]) -> Iterator[tuple[str, Span]]:
        """A faction's country."""
        for mention in mentions:
            home = self._homes.get(mention.actor or "")
            if home:
                yield home, mention.span

    def _capitals(
        self, words: Iterable[tuple[int, Span]], known: set[str], countries: set[str]
    ) -> Iterator[tuple[str, Span]]:
        """The capital where an institution sits, if its country is clear and no place in it is named."""
        for bits, span in words:
            if bits & self._capital:
                yield from ((city, span) for country, city in CAPITALS.items() if country in countries)
            elif bits & self._seat:
                country = next((c for c in SEATED if c in countries), None)
                if country and not self._names_inside(country, known):
                    yield CAPITALS[country], span

    def _names_inside(self, country: str, known: set[str]) -> bool:
        return any(place != country and self._gazetteer.contains(country, place) for place in known)
