"""Why a text was matched as it was, in sentences for a person."""

from collections.abc import Iterable, Iterator

from model.actor import Roster
from model.finding import Mention, Names, Rejection

_WORDS_SHOWN = 4  # of a cue set
_RULES = {
    "name": "full name",
    "spelling": "another spelling of the full name",
    "introduced": "abbreviation that the text introduces",
    "long-form": "short name; the full name stands in the text",
    "context": "short name, with {cue}",
    "list": "short name in a list with {cue}",
    "default": "usual meaning of the word; nothing in the text says otherwise",
    "brigade": "number of its brigade",
    "via-leader": "{cue} speaks for it on that day",
    "also": "named along with {cue}",
}
_REASONS = {
    "veto": "vetoed by {cue}",
    "other-name": "{cue} is something else",
    "namesake": "means {cue} here",
    "ambiguous": "could be {names} alike",
    "lower-case": "written without a capital, as plain words",
}


def explain(names: Names, roster: Roster) -> list[str]:
    """One line for each name seen, in reading order, then what was found."""
    told = [*_matches(names.mentions, roster), *_refusals(names.rejections, roster)]
    width = max((len(text) for _, text, _ in told), default=0)
    lines = [f"{text:<{width}}  {said}" for _, text, said in sorted(told, key=lambda line: line[0])]
    return [*dict.fromkeys(lines), _summary(names, roster)]


Line = tuple[tuple[int, int, int], str, str]


def _matches(mentions: Iterable[Mention], roster: Roster) -> Iterator[Line]:
    for mention in mentions:
        cue = _called(mention.cue, roster) if mention.rule in ("via-leader", "also") else f'"{mention.cue}"'
        why = _RULES.get(mention.rule, mention.rule).format(cue=_called(mention.cue, roster) or cue)
        who = _called(mention.actor or mention.person or "", roster)
        yield _place(mention), mention.span.text, f"{who}: {why} (confidence {mention.confidence:.2f})"


def _refusals(rejections: Iterable[Rejection], roster: Roster) -> Iterator[Line]:
    for rejection in rejections:
        names = " or ".join(_called(one, roster) for one in rejection.candidates)
        why = _why_not(rejection, names, roster)
        yield _place(rejection), rejection.span.text, f"not {names}: {why}"


def _why_not(rejection: Rejection, names: str, roster: Roster) -> str:
    if rejection.reason == "no-cue":
        return f"short name without a cue ({_cue_words(rejection.cue, roster)}: none in the text)"
    return _REASONS.get(rejection.reason, rejection.reason).format(cue=f'"{rejection.cue}"', names=names)


def _cue_words(sets: str, roster: Roster) -> str:
    """A few words of the cue sets that were listened for."""
    heard: list[str] = []
    for name in sets.replace("+", ", ").split(", "):
        words = next((w for w in roster.cues.get(name, {}).values() if w), ())
        heard += words[:_WORDS_SHOWN] if words else ["its full name"]
    return ", ".join(heard[: 2 * _WORDS_SHOWN]) + " ..."


def _called(bearer: str, roster: Roster) -> str:
    """Display name of an id; other text in quotes; nothing for nothing."""
    one = roster.actors.get(bearer) or roster.people.get(bearer)
    return one.name if one else f'"{bearer}"' if bearer else ""


def _place(found: Mention | Rejection) -> tuple[int, int, int]:
    order = ("title", "summary", "content").index(found.span.field)
    return order, found.span.start, isinstance(found, Rejection)


def _summary(names: Names, roster: Roster) -> str:
    followed = [roster.actors[actor].name for actor in names.actors if not roster.actors[actor].apart]
    return f"Found: {', '.join(followed)}." if followed else "Found: nothing that is followed."
