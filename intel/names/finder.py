"""Finds the actors and people that a document names.

document → page → hits and cues → full names settled → context → short names judged → brigades → leaders' factions
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from intel.names.brigades import Brigades
from intel.names.context import Context, Rules
from intel.names.judge import Judge, Verdict
from intel.names.lexicon import Claim, build
from intel.names.page import Hit, Named, Page, Scanner, Taken, settle
from intel.normalise import Normal, normal_fields, normalise
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

    def __init__(self, roster: Roster, others: Mapping[str, object] | None = None) -> None:
        """`others`: words that others listen for, so that a text is read once for all; see `Page.heard`."""
        self._roster = roster
        self._rules = Rules.of(roster)
        self._scanner = Scanner(build(roster, others))
        followed = frozenset(actor.id for actor in roster.actors.values() if not actor.apart)
        self._judge = Judge(self._rules, followed, {person.id: person.actors for person in roster.people.values()})
        self._brigades = Brigades.of(roster)
        self._kinds = dict(_kinds(roster))
        self._twins = _table(roster.rules.get("also"))
        self._since = {id: str(day) for id, day in _table(roster.rules.get("since")).items()}

    def gate(self, text: str) -> bool:
        """False says for sure that no document made of this text names anybody."""
        read = normalise(text)
        return self._scanner.any_name(read) or self._brigades.may_stand_in(read)

    def find(self, document: Document) -> Names:
        """All mentions in reading order, and the names seen but not matched."""
        return self.find_on(self.page(normal_fields(document)), document.published)

    def page(self, fields: Mapping[str, Normal]) -> Page:
        """The normalised fields of a document, with every name and cue in them."""
        page = Page.of(fields)
        self._scanner.scan(page)
        return page

    def find_on(self, page: Page, published: datetime | None) -> Names:
        """The same as `find`, where the page was read already."""
        full = settle(page.full, len(page.text))
        short = _left_over(page, full)
        brigades = self._brigades.may_stand_in(page.text)
        swallowed = _swallowed(page, full)
        if not short and not brigades:
            return self._report(page, [*_named(full)], swallowed, published)
        context = Context.of(page, full, self._kinds, self._rules)
        verdicts = self._judge.judge(short, context, full) + swallowed
        named = _longest([*_named(full), *_accepted(verdicts)], len(page.text))
        if brigades:
            named += self._brigades.find(page, context, Taken(len(page.text), (one.hit for one in named)))
        return self._report(page, named, verdicts, published)

    def _report(self, page: Page, named: list[Named], verdicts: Iterable[Verdict], published: datetime | None) -> Names:
        mentions = [_mention(page, one) for one in named]
        mentions += self._of_leaders(mentions, published)
        mentions += self._also(mentions)
        mentions = [m for m in mentions if m.actor not in self._since or self._in_use(m.actor, published)]
        return Names(_in_order(mentions, page), _rejections(page, verdicts, named))

    def _of_leaders(self, mentions: list[Mention], published: datetime | None) -> list[Mention]:
        """The factions for which the people named spoke on the day of the item."""
        return [
            Mention(mention.span, "via-leader", _less("via-leader", mention), office.actor, None, mention.person)
            for mention in mentions
            if mention.person
            for office in self._roster.people[mention.person].speaks_for
            if _in_office(office, published)
        ]

    def _in_use(self, actor: str | None, published: datetime | None) -> bool:
        """The name meant this actor already when the item appeared; undated items count as of now."""
        since = self._since.get(actor or "")
        return since is None or published is None or published.date().isoformat()[: len(since)] >= since

    def _also(self, mentions: list[Mention]) -> list[Mention]:
        """Those who are named along with another, as the forces with the commission that runs them."""
        return [
            replace(mention, rule="also", confidence=_less("also", mention), actor=twin, cue=mention.actor or "")
            for mention in mentions
            for twin in self._twins.get(mention.actor or "", ())
        ]


def _less(rule: str, mention: Mention) -> float:
    """The confidence of what follows from another mention."""
    return round(CONFIDENCE[rule] * mention.confidence, 3)


def _table(value: object) -> dict[str, Any]:
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


def _left_over(page: Page, full: list[Hit]) -> list[Hit]:
    """Short names outside every full name or longer than those they cover; equal stretches as one."""
    if not page.short:
        return []
    taken = Taken(len(page.text), full)
    found: dict[tuple[int, int], Hit] = {}
    for hit in page.short:
        if not taken.free(hit.start, hit.end) and not _outgrows(hit, full):
            continue
        known = found.get((hit.start, hit.end))
        found[hit.start, hit.end] = hit._replace(claims=_merged(known, hit)) if known else hit
    return list(found.values())


def _swallowed(page: Page, full: Iterable[Hit]) -> list[Verdict]:
    """Short names inside a longer name of something else, told as seen and not matched."""
    decoys = [hit for hit in full if not hit.claims[0].bearer]
    if not decoys or not page.short:
        return []
    inside, at = sorted(page.short, key=lambda hit: hit.start), 0
    told = []
    for decoy in decoys:
        at = bisect_left(inside, decoy.start, lo=at, key=lambda hit: hit.start)
        while at < len(inside) and inside[at].end <= decoy.end:
            told.append(Verdict(inside[at], reason="other-name", cue=page.span(decoy.start, decoy.end).text))
            at += 1
    return told


def _outgrows(hit: Hit, full: list[Hit]) -> bool:
    """It is longer than each full name that it covers."""
    at = bisect_right(full, hit.start, key=lambda name: name.end)
    while at < len(full) and full[at].start < hit.end:
        if full[at].size >= hit.size:
            return False
        at += 1
    return True


def _merged(one: Hit, other: Hit) -> tuple[Claim, ...]:
    return tuple(dict.fromkeys((*one.claims, *other.claims)))


def _named(full: Iterable[Hit]) -> Iterator[Named]:
    for hit in full:
        rule = "spelling" if hit.by_key else "name"
        yield from (Named(hit, claim.actor, claim.person, rule) for claim in hit.claims)


def _accepted(verdicts: Iterable[Verdict]) -> Iterator[Named]:
    for verdict in verdicts:
        if verdict.claim:
            yield Named(verdict.hit, verdict.claim.actor, verdict.claim.person, verdict.rule, verdict.cue)


def _longest(named: list[Named], size: int) -> list[Named]:
    kept = {(hit.start, hit.end) for hit in settle((one.hit for one in named), size)}
    return [one for one in named if (one.hit.start, one.hit.end) in kept]


def _mention(page: Page, one: Named) -> Mention:
    return Mention(
        page.span(one.hit.start, one.hit.end), one.rule, CONFIDENCE[one.rule], one.actor, one.person, one.cue
    )


def _in_order(mentions: Iterable[Mention], page: Page) -> tuple[Mention, ...]:
    known = [mention for mention in mentions if mention.actor or mention.person]  # decoys are nobody
    if len(known) < 2:
        return tuple(known)
    place = {name: number for number, (name, _) in enumerate(page.fields)}
    return tuple(sorted(known, key=lambda m: (place[m.span.field], m.span.start, m.span.end, m.actor or "", m.rule)))


def _rejections(page: Page, verdicts: Iterable[Verdict], named: Iterable[Named]) -> tuple[Rejection, ...]:
    """What was seen and not matched; parts of names that were matched are not worth a word."""
    told: list[Rejection] = []
    taken: Taken | None = None
    for verdict in verdicts:
        told += (_rejection(page, rival) for rival in verdict.rivals)
        if not verdict.claim:
            taken = taken or Taken(len(page.text), (one.hit for one in named if one.actor or one.person))
            if taken.free(verdict.hit.start, verdict.hit.end):
                told.append(_rejection(page, verdict))
    return tuple(told)


def _rejection(page: Page, verdict: Verdict) -> Rejection:
    claims = (verdict.claim,) if verdict.claim else verdict.hit.claims
    ids = tuple(dict.fromkeys(claim.bearer for claim in claims))
    return Rejection(page.span(verdict.hit.start, verdict.hit.end), ids, verdict.reason, verdict.cue)
