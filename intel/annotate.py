"""All findings of one document: names, places, event and facts; a pure map from document to annotation.

document → names → places → clauses → type, casualties, day, weapons, roles → flags
"""

import hashlib
from typing import Any

from intel import implied, places
from intel.casualties import find_casualties
from intel.classify import Classifier, Verdict
from intel.dates import find_when
from intel.implied import Implied
from intel.names import NameFinder
from intel.names.page import Page
from intel.normalise import normal_fields
from intel.places import PlaceFinder
from intel.reading import Clause, Reader
from intel.roles import WORDS as ROLE_WORDS
from intel.roles import Roles
from intel.weapons import WORDS as WEAPON_WORDS
from intel.weapons import find_weapons
from model.actor import Roster
from model.finding import Annotation, Casualties, Event, Mention, Names, PlaceMention
from model.item import Document
from model.place import Gazetteer

RULES = "3"  # raised with every change of rules that stored annotations should follow
ATTACK, STRIKE, THREAT = "attack-claimed-or-attributed", "strike-on-faction", "threat-or-warning"
HARM = frozenset({ATTACK, STRIKE, "clash", "abuse-against-civilians", "protest-or-unrest", "detention-or-prosecution"})
WHO = ("faction", "bloc", "foreign", "militia", "person", "member", "gov", "external", "forces")


class Annotator:
    """Built once from the data files; safe to call for any text."""

    def __init__(self, roster: Roster, gazetteer: Gazetteer) -> None:
        self._places = PlaceFinder(gazetteer)
        self._implied = Implied(roster, gazetteer)
        self._names = NameFinder(roster, _listened_for(self._places, self._implied))
        self._classifier = Classifier(more_words={**WEAPON_WORDS, **ROLE_WORDS})
        lexicon = self.lexicon = self._lexicon = self._classifier.lexicon
        self._reader = Reader(roster, gazetteer, lexicon)
        self._roles = Roles(lexicon.bit)
        self._who = sum(lexicon.bit(name) for name in WHO)
        self._none = lexicon.bit("reject")
        self._claim, self._past = lexicon.bit("claim"), lexicon.bit("past")
        self._plan, self._ahead = lexicon.bit("plan"), lexicon.bit("ahead")
        self.roster, self.gazetteer = roster, gazetteer
        self.rules_version = _fingerprint(roster, gazetteer)

    def gate(self, text: str) -> bool:
        """False says for sure that no document made of this text names anybody."""
        return self._names.gate(text)

    def names(self, document: Document) -> Names:
        """Only who is named."""
        return self._names.find(document)

    def clauses(self, document: Document) -> tuple[Clause, ...]:
        """The document as the event types read it."""
        fields = normal_fields(document)
        page = self._names.page(fields)
        names = self._names.find_on(page, document.published)
        return self._reader.read_in(fields, names, self._places.find_in(fields, _heard(page)[0], names))

    def event_scores(self, document: Document) -> dict[str, float]:
        """What the patterns alone say for each event type, without the learned leanings."""
        return self._classifier.scores(self.clauses(document))

    def annotate(self, document: Document) -> Annotation:
        """Everything that is found in a document."""
        fields = normal_fields(document)
        page = self._names.page(fields)
        names = self._names.find_on(page, document.published)
        of_places, implying = _heard(page)
        places = self._places.find_in(fields, of_places, names)
        clauses = self._reader.read_in(fields, names, places)
        verdict = self._classifier.classify(clauses)
        casualties = find_casualties(clauses, self._lexicon) if verdict.type in HARM or verdict.second in HARM else None
        return Annotation(
            document=document.id,
            names=names,
            event=self._event(verdict, clauses, names),
            places=(*places, *self._implied.find(fields, implying, names, places)),
            casualties=casualties or find_casualties([c for c in clauses if c.title], self._lexicon),
            when=find_when(clauses, document.published),
            rules_version=self.rules_version,
        )

    def _event(self, verdict: Verdict, clauses: tuple[Clause, ...], names: Names) -> Event:
        speaks_of_attack = ATTACK in (verdict.type, verdict.second)
        claimed_by = self._roles.find("claimed_by", clauses, names.mentions) if speaks_of_attack else ()
        attributed = self._roles.find("attributed_to", clauses, names.mentions) if verdict.type in HARM else ()
        targets = self._roles.find("targets", clauses, names.mentions) if verdict.type != "political" else ()
        suspects = attributed if verdict.type == ATTACK else ()  # of an attack, who is suspected was not hit
        hit = tuple(t for t in targets if t not in claimed_by and t not in suspects)
        own = (verdict.type, verdict.second) == (ATTACK, STRIKE) and (claimed_by or suspects) and not hit
        return Event(
            type=verdict.type,
            second=None if own else verdict.second,  # whose attack it is, that faction was not struck
            flags=self._flags(verdict, clauses, claimed=bool(claimed_by), attack=speaks_of_attack),
            weapons=find_weapons(clauses, self._lexicon) if verdict.type in HARM else (),
            claimed_by=claimed_by,
            attributed_to=tuple(a for a in attributed if a not in claimed_by),
            targets=hit,
            why=verdict.why,
        )

    def _flags(self, verdict: Verdict, clauses: tuple[Clause, ...], *, claimed: bool, attack: bool) -> tuple[str, ...]:
        main = [c for c in clauses if c.title and c.weight >= 1]
        flags = []
        if attack and (claimed or any(c.present & self._claim and not c.present & self._none for c in main)):
            flags.append("claimed")
        if verdict.denied:
            flags.append("denied")
        if any(c.present & self._past for c in clauses if c.title or not c.sentence):
            flags.append("lookback")
        ahead = any(c.present & self._plan or self._is_to_do(c) for c in main)
        ahead = ahead or any(c.present & self._ahead for c in clauses[:3])
        if ahead and verdict.type not in (THREAT, ATTACK, STRIKE):
            flags.append("planned")
        return tuple(flags)

    def _is_to_do(self, clause: Clause) -> bool:
        """ "Badr chief to visit Erbil": nothing but who stands before "to"."""
        for at, (word, mask) in enumerate(zip(clause.words, clause.masks, strict=True)):
            if not mask & self._who or word == "to":
                return at > 0 and word == "to"
        return False


def _listened_for(places: PlaceFinder, implied: Implied) -> dict[str, tuple[object, object]]:
    """What the words of places and of what implies them are, for those who read the text."""
    words = {**places.words, **implied.words}
    return {word: (places.words.get(word), implied.words.get(word)) for word in words}


def _heard(page: Page) -> tuple[dict[str, list[places.Heard]], dict[str, list[implied.Heard]]]:
    """The words of places, and those that imply one, by field and where they end."""
    of_places: dict[str, list[places.Heard]] = {}
    implying: dict[str, list[implied.Heard]] = {}
    for field, ends in page.heard_in().items():
        of_places[field] = [(end, forms) for end, (forms, _) in ends if forms]
        implying[field] = [(end, word) for end, (_, word) in ends if word]
    return of_places, implying


def _fingerprint(roster: Roster, gazetteer: Gazetteer) -> str:
    """A short hash of the data and the rules; the same on every machine."""
    digest = hashlib.blake2b(digest_size=8)
    for part in (RULES, roster.fingerprint, *_described(gazetteer)):
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _described(gazetteer: Gazetteer) -> list[str]:
    return [repr(place) for place in gazetteer.places.values()]


def to_json(annotation: Annotation, story_id: str | None) -> dict[str, Any]:
    """One line of `annotate`, as plain data; `story_id` None leaves the story out."""
    line: dict[str, Any] = {
        "id": annotation.document,
        **names_to_json(annotation.names),
        "event": annotation.event.type,
        "event2": annotation.event.second,
        "flags": list(annotation.event.flags),
        "places": [_place_to_json(p) for p in annotation.places],
        "casualties": _casualties_to_json(annotation.casualties),
        "rules_version": annotation.rules_version,
    }
    if story_id is not None:
        line["story"] = story_id
    return line


def names_to_json(names: Names) -> dict[str, Any]:
    """Actors, people and mentions as plain data."""
    return {
        "actors": list(names.actors),
        "people": list(names.people),
        "mentions": [_mention_to_json(m) for m in names.mentions],
    }


def _mention_to_json(mention: Mention) -> dict[str, Any]:
    whom = {"person": mention.person} if mention.person and not mention.actor else {"actor": mention.actor}
    span = mention.span
    return {
        **whom,
        "text": span.text,
        "start": span.start,
        "end": span.end,
        "field": span.field,
        "rule": mention.rule,
        "confidence": mention.confidence,
    }


def _place_to_json(place: PlaceMention) -> dict[str, Any]:
    span = place.span
    return {
        "id": place.place,
        "name": place.name,
        "text": span.text,
        "start": span.start,
        "end": span.end,
        "field": span.field,
    }


def _casualties_to_json(casualties: Casualties) -> dict[str, Any]:
    return {
        "killed": list(casualties.killed) if casualties.killed else None,
        "wounded": list(casualties.wounded) if casualties.wounded else None,
    }
