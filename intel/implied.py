"""Places that a document implies without naming them: where "Iraqi lawmakers" sit, where an Iraqi faction is at home.

They carry the word that implies them and are marked as implied: good enough to find an item by country, too weak to
part two stories or to put a dot on a map.
"""

from collections.abc import Iterable, Iterator, Mapping

from intel.lexicon import Lexicon
from intel.normalise import Normal
from model.actor import Roster
from model.finding import Mention, Names, PlaceMention, Span
from model.item import Document
from model.place import Gazetteer

HOME_KINDS = frozenset({"faction", "facade", "umbrella", "bloc", "state-body"})
MOST_TEXT = 700
PEOPLES = {  # country -> words for its people and things
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
}
SEATS = {  # institutions that sit in the capital
    "en": """parliament* lawmaker* legislator* mp mps court judiciary judge premier prime_minister pm cabinet
        government election* electoral ministry caretaker speaker bloc oil_exports barrels""",
    "ar": "برلمان نواب محكمه قضاء حكومه رييس_الوزراء انتخابات مفوضيه وزاره كتله اطار",
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
}
HOMES = {
    "libyan-armed-groups": "libya",
    "rapid-support-forces": "sudan",
    "lebanese-hezbollah": "lebanon",
    "houthis": "yemen",
} | {"lebanese-kataeb-party": "lebanon", "palestinian-fatah": "palestine"}


class Implied:
    """Finds implied places; built once."""

    def __init__(self, roster: Roster, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._homes = {a.id: "iraq" for a in roster.actors.values() if a.kind in HOME_KINDS and not a.apart} | HOMES
        words = [(f"people/{country}", text) for country, text in PEOPLES.items()]
        self._lexicon = Lexicon([*words, ("seat", SEATS), ("capital", CAPITAL)])
        self._peoples = {self._lexicon.bit(name): name.removeprefix("people/") for name, _ in words}
        self._seat, self._capital = self._lexicon.bit("seat"), self._lexicon.bit("capital")

    def find(self, document: Document, names: Names, named: Iterable[PlaceMention]) -> tuple[PlaceMention, ...]:
        """Implied places that are not named as well, in the order countries, capitals."""
        known = {place.place for place in named}
        words = list(self._words(document))
        countries = dict((*self._at_home(names.mentions), *self._countries(words)))
        capitals = dict(self._capitals(words, known, known | countries.keys()))
        return tuple(self._mentions(known, countries | capitals))

    def _mentions(self, known: set[str], implied: Mapping[str, Span]) -> Iterator[PlaceMention]:
        for place, span in implied.items():
            at = self._gazetteer.place(place)
            if at and place not in known:
                yield PlaceMention(place, at.name, span, at.kind, implied=True)

    def _words(self, document: Document) -> Iterator[tuple[int, Span]]:
        """Each word that may imply a place: its classes and where it stands."""
        for field, text in document.fields():
            normal = Normal(text[:MOST_TEXT])
            tokens, at = normal.text.split(" "), 0
            for number, token in enumerate(tokens):
                bits = self._lexicon.at(tokens, number)
                if bits:
                    start, end = normal.span(at, at + len(token))
                    yield bits, Span(field, start, end, text[start:end])
                at += len(token) + 1

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
                yield from ((CAPITALS[country], span) for country in countries & CAPITALS.keys())
            elif bits & self._seat and "iraq" in countries and not self._names_inside("iraq", known):
                yield CAPITALS["iraq"], span

    def _names_inside(self, country: str, known: set[str]) -> bool:
        return any(place != country and self._gazetteer.contains(country, place) for place in known)
