"""Decides what a short or shared name means in its item, or that it means nobody we know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from intel.names.context import (
    LONG_FORM,
    LOWER_CASE,
    PART_OF_NAME,
    Context,
    Rules,
    company_name,
    is_shouting,
    model_number,
    other_name_around,
    stands_for_other,
)
from intel.names.lexicon import Claim
from intel.names.lists import Member, Row
from intel.names.page import Cue, Hit
from model.finding import Span

_VOWELS = frozenset("aeiou")
_COMPANY = 2  # so many Iraqi groups in a list make a doubtful member one of them
_SETTLED = 2  # least strength of a verdict that helps to judge others


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one hit: a claim with its rule and strength, or the reason against every claim."""

    hit: Hit
    claim: Claim | None = None
    rule: str = ""
    strength: int = 0
    reason: str = ""
    cue: str = ""
    rivals: tuple["Verdict", ...] = ()  # vetoed claims of others on the same words


@dataclass(frozen=True, slots=True)
class Judge:
    """Weighs the claims on short names by the evidence of the item."""

    rules: Rules
    iraqi: frozenset[str]  # the groups that are followed
    homes: Mapping[str, tuple[str, ...]]  # person -> his groups

    def judge(self, hits: Sequence[Hit], context: Context, full: Sequence[Hit]) -> list[Verdict]:
        """One verdict a hit that has a claim as written, doubtful ones helped by the list they stand in."""
        verdicts = self._agree([verdict for hit in hits if (verdict := self._verdict(hit, context))])
        if all(verdict.strength >= _SETTLED for verdict in verdicts):
            return verdicts
        row = self._row(context, full, verdicts)
        return [self._in_list(verdict, row, context) for verdict in verdicts]

    def _verdict(self, hit: Hit, context: Context) -> Verdict | None:
        if all(claim.topic for claim in hit.claims):
            verdict = _strongest(hit, [self._weigh(hit, claim, context) for claim in hit.claims])
            return verdict if verdict.strength else None
        span = context.page.span(hit.start, hit.end)
        claims = [claim for claim in hit.claims if _as_written(claim, span.text)]
        if not claims:
            return None
        hit = hit._replace(claims=tuple(claims))
        introduced = context.introduces(context.page.text[hit.start : hit.end])
        if introduced:
            mine = next((claim for claim in claims if claim.bearer == introduced.bearer), introduced)
            return Verdict(hit, mine, "introduced", 5)
        other = self._other_meaning(hit, span, context)
        if other:
            return Verdict(hit, reason="other-name", cue=other)
        return _strongest(hit, [self._weigh(hit, claim, context) for claim in claims])

    def _other_meaning(self, hit: Hit, span: Span, context: Context) -> str:
        """What the word is part of, or stands for, if that is something else."""
        text = context.page.field_text(span)
        if hit.claims[0].cased:
            known = any(claim.bearer in context.long for claim in hit.claims)
            return "" if known else self._other_abbreviation(span, text)
        wary = [c for c in hit.claims if c.person or (c.short and PART_OF_NAME in c.short.unless)]
        if len(wary) < len(hit.claims) or " " in span.text.strip():
            return ""
        return other_name_around(text, span.start, span.end, self.rules, bool(wary[0].person))

    def _other_abbreviation(self, span: Span, text: str) -> str:
        if _VOWELS & set(span.text.lower()) and is_shouting(text):
            return "a headline in capitals"
        return (
            model_number(text, span.start, span.end)
            or stands_for_other(text, span.start, span.text)
            or company_name(text, span.start, span.end, self.rules)
        )

    def _weigh(self, hit: Hit, claim: Claim, context: Context) -> Verdict:
        assert claim.short
        by_long = claim.bearer in context.long
        strict = LONG_FORM in claim.short.needs
        if by_long and not strict:
            return Verdict(hit, claim, "long-form", 4)
        namesake = context.namesake(hit, claim)
        if namesake:
            return Verdict(hit, claim, reason="namesake", cue=namesake)
        veto = next((cue for name in claim.short.unless if (cue := context.heard(name, hit))), None)
        if LOWER_CASE in claim.short.unless and _in_lower_case(context.page.span(hit.start, hit.end).text, claim.text):
            return Verdict(hit, claim, reason="lower-case")
        if veto:
            return Verdict(hit, claim, reason="veto", cue=_said(context, veto))
        if by_long:
            return Verdict(hit, claim, "long-form", 4)
        if not claim.short.needs:
            return Verdict(hit, claim, "default", 1)
        home = next((actor for actor in self.homes.get(claim.person or "", ()) if actor in context.long), "")
        if home:
            return Verdict(hit, claim, "context", 2, cue=home)
        need = next((cue for name in claim.short.needs if (cue := context.heard_all(name, hit))), None)
        if need:
            return Verdict(hit, claim, "context", 2, cue=_said(context, need))
        return Verdict(hit, claim, reason="no-cue", cue=", ".join(claim.short.needs))

    def _agree(self, verdicts: list[Verdict]) -> list[Verdict]:
        """One use of a word as another name speaks against all its uses in the item, long forms apart."""
        others = {_words(v): v for v in verdicts if v.reason == "other-name"}
        return [
            replace(v, claim=None, reason="other-name", cue=others[_words(v)].cue)
            if _words(v) in others and v.strength < 4
            else v
            for v in verdicts
        ]

    def _row(self, context: Context, full: Sequence[Hit], verdicts: Iterable[Verdict]) -> Row:
        named = [(hit, hit.claims) for hit in full if hit.claims[0].bearer]
        named += [(v.hit, (v.claim,)) for v in verdicts if v.claim and v.strength >= _SETTLED]
        members = [
            Member(hit.start, hit.end, frozenset(c.bearer for c in claims), any(c.actor in self.iraqi for c in claims))
            for hit, claims in named
        ]
        return Row(context.page.text, sorted(members, key=lambda m: m.start), self.rules.connectors)

    def _in_list(self, verdict: Verdict, row: Row, context: Context) -> Verdict:
        """A doubtful name in a list of Iraqi groups only is the Iraqi group that it can mean."""
        if verdict.strength >= _SETTLED or verdict.reason == "other-name":
            return verdict
        company = row.company(verdict.hit.start, verdict.hit.end)
        if len(company) < _COMPANY or not all(member.iraqi for member in company):
            return verdict
        named = frozenset().union(*(member.bearers for member in company))
        meant = [c for c in verdict.hit.claims if c.actor in self.iraqi and c.actor not in named]
        if len({claim.actor for claim in meant}) != 1 or self._vetoed(verdict.hit, meant[0], context):
            return verdict
        return Verdict(verdict.hit, meant[0], "list", 3, cue=_said(context, (company[0].start, company[0].end, ())))

    def _vetoed(self, hit: Hit, claim: Claim, context: Context) -> bool:
        return bool(claim.short and any(context.heard(name, hit) for name in claim.short.unless))


def _as_written(claim: Claim, written: str) -> bool:
    return not claim.cased or written.replace(".", "") == claim.text


def _in_lower_case(written: str, listed: str) -> bool:
    """Plain words: none has a capital, or the last has none though the name gives it one ("Popular crowd")."""
    last, capital = written.split()[-1], listed.split()[-1][:1].isupper()
    return written.islower() or (capital and last.islower())


def _words(verdict: Verdict) -> frozenset[str]:
    return frozenset(claim.text.lower() for claim in verdict.hit.claims)


def _strongest(hit: Hit, weighed: list[Verdict]) -> Verdict:
    """The best-supported claim; two bearers with equal support cancel out."""
    if len(weighed) == 1:
        return weighed[0] if weighed[0].strength else _refused(weighed[0])
    best = max(weighed, key=lambda verdict: verdict.strength)
    rivals = {v.claim.bearer for v in weighed if v.claim and v.strength == best.strength}
    if best.strength and len(rivals) > 1:
        return Verdict(hit, reason="ambiguous", cue=", ".join(sorted(rivals)))
    if not best.strength:
        return _refused(best)
    accepted = best.claim.bearer if best.claim else ""
    losers = tuple(v for v in weighed if v.reason == "veto" and v.claim and v.claim.bearer != accepted)
    return replace(best, rivals=losers) if losers else best


def _refused(verdict: Verdict) -> Verdict:
    return Verdict(verdict.hit, reason=verdict.reason, cue=verdict.cue)


def _said(context: Context, cue: Cue) -> str:
    return context.page.span(cue[0], cue[1]).text
