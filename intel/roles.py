"""Who claimed, who is held responsible, who was hit: only where grammar makes it plain."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from intel.patterns import Pattern, compile_pattern, match
from intel.reading import Clause
from model.finding import Mention

# role -> patterns, each with the step that names the actor
_DECLARED: Mapping[str, tuple[tuple[str, int], ...]] = {
    "claimed_by": (
        ("faction|foreign|jihadi|person claim", 0),
        ("claim attack|strike|fire ... faction|foreign|jihadi", 2),
        ("claim faction|foreign|jihadi", 1),
        ("faction|foreign|jihadi say|announce|claim|report ... attack|strike|fire|weapon", 0),
        ("claim ... by faction|foreign|jihadi", 2),
        ("faction|foreign|jihadi ... accepts_responsibility", 0),
        ("^ faction|foreign|jihadi colon strike|attack|fire !external", 0),
        ("^ faction|foreign|jihadi ... attack|strike ... report_last", 0),
    ),
    "attributed_to": (
        ("blame ... faction|foreign|jihadi", 1),
        ("accuse ... faction|foreign|jihadi", 1),
        ("attributed faction|foreign|jihadi", 1),
        ("suspect faction|foreign|jihadi", 1),
        ("faction|foreign|jihadi + suspect", 0),
        ("faction|foreign|jihadi attack|strike|fire ... target", 0),
        ("by faction|foreign|jihadi", 1),
    ),
    "targets": (
        ("airstrike|raid|strike|attack against faction|foreign|jihadi", 2),
        ("external ... airstrike|strike|kill|raid ... faction|foreign|jihadi !by", 2),
        ("forces raid|arrest ... faction|foreign|jihadi", 2),
        ("kill member ... faction|foreign|jihadi", 2),
        ("faction|foreign|jihadi member ... kill", 0),
        ("airstrike|strike kill ... faction|foreign|jihadi", 2),
        ("sanction ... faction|foreign|jihadi", 1),
        ("weapon strike|attack faction|foreign|jihadi", 2),
    ),
}
WORDS: dict[str, dict[str, str]] = {
    "role/blame": {"en": "blame* accuse* hold*_responsible", "ar": "تتهم يتهم اتهم* حمل حملت تحمل", "fa": "متهم مقصر"},
    "role/accuse": {"en": "accuse accuses accusing"},
    "role/attributed": {"en": "attributed_to linked_to bore_mark", "ar": "منسوب* نسب", "fa": "منسوب"},
    "role/suspect": {"en": "suspected suspect*", "ar": "يشتبه", "fa": "مظنون"},
    "role/announce": {"en": "announce* declare*", "ar": "تعلن اعلنت يعلن", "fa": "اعلام"},
    "role/report": {"fa": "خبر", "ar": "تعلن اعلنت"},
    "role/report_last": {"fa": "خبر_داد اعلام_كرد"},
    "role/arrest": {"en": "arrest* detain*", "ar": "تعتقل اعتقل*", "fa": "بازداشت"},
    "role/accepts_responsibility": {"en": "takes_responsibility", "fa": "مسيوليت پذيرفت"},
}


class Roles:
    """Compiled role patterns."""

    def __init__(self, bit: Callable[[str], int]) -> None:
        def own(name: str) -> int:
            return bit(f"role/{name}" if f"role/{name}" in WORDS else name)

        self._patterns: dict[str, tuple[tuple[Pattern, int], ...]] = {
            role: tuple((compile_pattern(text, role, 1, own), step) for text, step in declared)
            for role, declared in _DECLARED.items()
        }
        self._who = {role: _whoever(patterns) for role, patterns in self._patterns.items()}

    def find(self, role: str, clauses: Iterable[Clause], mentions: Sequence[Mention]) -> tuple[str, ...]:
        """Ids of the actors in this role, in reading order."""
        found: dict[str, None] = {}
        for clause in (clause for clause in clauses if clause.present & self._who[role]):
            for pattern, step in self._patterns[role]:
                at = match(pattern, clause.masks, clause.present)
                index = clause.mentions[at[step]] if at else -1
                actor = mentions[index].actor if 0 <= index < len(mentions) else None
                if actor:
                    found[actor] = None
        return tuple(found)


def _whoever(patterns: Iterable[tuple[Pattern, int]]) -> int:
    """The classes of those who can be in a role: a clause without one of them tells nobody."""
    bits = 0
    for pattern, step in patterns:
        bits |= pattern.steps[step][0]
    return bits
