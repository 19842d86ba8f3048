"""Finds the actors and people that a document names.

document → page → hits and cues → full names settled → context → short names judged → brigades → leaders' factions
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from intel.names.brigades import Brigades
from intel.names.context import Context, Rules
from intel.names.judge import Judge, Verdict
from intel.names.lexicon import Claim, build
from intel.names.page import Hit, Page, Scanner
from intel.normalise import normalise
from model.actor import Office, Roster
from model.finding import Mention, Names, Rejection
from model.item import Document

CONFIDENCE = {
    "name": 0.99,
    "spelling": 0.95,
    "introduced": 0.97,
    "long-form": 0.93,
    "context": 0.9,
    "list": 0.85,
    "default": 0.8,
    "brigade": 0.9,
    "via-leader": 0.85,
    "also": 0.9,
}


class NameFinder:
    """Finds mentions of a roster's actors and people; built once, then pure and safe to call for any text."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._rules = Rules.of(roster)
        self._scanner = Scanner(build(roster))
        self._judge = Judge(self._rules)
        self._brigades = Brigades.of(roster)
        self._kinds = dict(_kinds(roster))
        self._twins = _table(roster.rules.get("also"))

    def gate(self, text: str) -> bool:
        """False says for sure that no document made of this text names anybody."""
        return self._scanner.any_name(normalise(text)) or self._brigades.may_stand_in(normalise(text))

    def find(self, document: Document) -> Names:
        """All mentions in reading order, and the names seen but not matched."""
        page = Page.of(document)
        self._scanner.scan(page)
        if not page.hits and not self._brigades.may_stand_in(page.text):
            return Names()
        return self._decide(page, document.published)

    def _decide(self, page: Page, published: datetime | None) -> Names:
        full = _settle(_full_names(page.hits))
        context = Context.of(page, full, self._kinds, self._rules)
        verdicts = self._judge.judge(_left_over(page.hits, full), context)
        accepted = _settle_verdicts([v for v in verdicts if v.claim], full)
        mentions = [*self._of_names(page, full), *self._of_verdicts(page, accepted)]
        mentions += self._brigades.find(page, context, [*full, *(v.hit for v in accepted)])
        mentions += self._of_leaders(mentions, published)
        mentions += self._also(mentions)
        return Names(_in_order(mentions, page), _rejections(page, verdicts, accepted))

    def _of_names(self, page: Page, full: Iterable[Hit]) -> Iterator[Mention]:
        for hit in full:
            rule = "spelling" if hit.by_key else "name"
            for claim in hit.claims:
                if claim.bearer:
                    yield _mention(page, hit, claim, rule)

    def _of_verdicts(self, page: Page, accepted: Iterable[Verdict]) -> Iterator[Mention]:
        for verdict in accepted:
            assert verdict.claim
            yield _mention(page, verdict.hit, verdict.claim, verdict.rule)

    def _of_leaders(self, mentions: list[Mention], published: datetime | None) -> list[Mention]:
        """The factions for which the people named spoke on the day of the item."""
        return [
            Mention(mention.span, "via-leader", CONFIDENCE["via-leader"] * mention.confidence, actor=office.actor)
            for mention in mentions
            if mention.person
            for office in self._roster.people[mention.person].speaks_for
            if _in_office(office, published)
        ]

    def _also(self, mentions: list[Mention]) -> list[Mention]:
        """Those who are named along with another, as the forces with the commission that runs them."""
        return [
            replace(mention, rule="also", confidence=CONFIDENCE["also"] * mention.confidence, actor=twin)
            for mention in mentions
            for twin in self._twins.get(mention.actor or "", ())
        ]


def _table(value: object) -> dict[str, list[str]]:
    return value if isinstance(value, dict) else {}


def _kinds(roster: Roster) -> Iterator[tuple[str, str]]:
    """The kind of each bearer; people take that of their faction, those told apart their own id."""
    for actor in roster.actors.values():
        yield actor.id, actor.id if actor.apart else actor.kind
    for person in roster.people.values():
        if person.actors and person.speaks_for:
            actor = roster.actors[person.actors[0]]
            yield person.id, actor.id if actor.apart else actor.kind


def _in_office(office: Office, published: datetime | None) -> bool:
    """Undated items count as of now: only offices that have no end."""
    if published is None:
        return office.end is None
    day = published.date().isoformat()
    begun = office.begin is None or day[: len(office.begin)] >= office.begin
    return begun and (office.end is None or day[: len(office.end)] <= office.end)


def _full_names(hits: Iterable[Hit]) -> list[Hit]:
    """The hits cut down to their claims as full names and decoys."""
    full = []
    for hit in hits:
        claims = _one_each(claim for claim in hit.claims if claim.short is None)
        if claims:
            full.append(Hit(hit.start, hit.end, claims, hit.by_key))
    return full


def _one_each(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple({claim.bearer: claim for claim in claims}.values())


def _left_over(hits: Iterable[Hit], full: list[Hit]) -> list[Hit]:
    """Short names that stand outside every full name, or are longer than those they cover."""
    found: dict[tuple[int, int], Hit] = {}
    for hit in hits:
        claims = tuple(claim for claim in hit.claims if claim.short is not None)
        if not claims or any(hit.covers(name) and name.size >= hit.size for name in full):
            continue
        known = found.get((hit.start, hit.end))
        found[hit.start, hit.end] = Hit(hit.start, hit.end, (*known.claims, *claims) if known else claims, hit.by_key)
    return list(found.values())


def _settle(hits: list[Hit]) -> list[Hit]:
    """The longest of overlapping hits; of equal ones the listed spelling. In reading order."""
    taken: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (-h.size, h.by_key, h.start)):
        if not any(hit.covers(other) for other in taken):
            taken.append(hit)
    return sorted(taken, key=lambda h: h.start)


def _settle_verdicts(accepted: list[Verdict], full: list[Hit]) -> list[Verdict]:
    kept = {(hit.start, hit.end) for hit in _settle([*(v.hit for v in accepted)])}
    return [v for v in accepted if (v.hit.start, v.hit.end) in kept and not any(v.hit.covers(name) for name in full)]


def _mention(page: Page, hit: Hit, claim: Claim, rule: str) -> Mention:
    return Mention(page.span(hit.start, hit.end), rule, CONFIDENCE[rule], claim.actor, claim.person)


def _in_order(mentions: Iterable[Mention], page: Page) -> tuple[Mention, ...]:
    place = {name: number for number, name in enumerate(page.fields)}
    return tuple(
        sorted(
            mentions,
            key=lambda m: (place[m.span.field], m.span.start, m.span.end, m.actor or "", m.person or "", m.rule),
        )
    )


def _rejections(page: Page, verdicts: Iterable[Verdict], accepted: list[Verdict]) -> tuple[Rejection, ...]:
    """What was seen and not matched; parts of names that were matched are not worth a word."""
    told = []
    for verdict in verdicts:
        if verdict.claim or any(verdict.hit.covers(other.hit) for other in accepted):
            continue
        ids = tuple(dict.fromkeys(claim.bearer for claim in verdict.hit.claims))
        told.append(Rejection(page.span(verdict.hit.start, verdict.hit.end), ids, verdict.reason, verdict.cue))
    return tuple(told)
