"""What intel finds in a document."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one field: field[start:end] == text."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor or a person found in a document, and by which rule."""

    span: Span
    rule: str
    confidence: float  # 0..1
    actor: str | None = None
    person: str | None = None
    cue: str = ""  # the words that spoke for it, where the rule went by context


@dataclass(frozen=True, slots=True)
class Rejection:
    """A name seen and not matched, with the reason a person can follow."""

    span: Span
    candidates: tuple[str, ...]  # ids it could have meant
    reason: str  # no-cue, veto, longer-match, apart, ...
    cue: str = ""  # the word that spoke against it


@dataclass(frozen=True, slots=True)
class Names:
    """All names of one document."""

    mentions: tuple[Mention, ...] = ()
    rejections: tuple[Rejection, ...] = ()

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of the actors mentioned, in order of first mention."""
        return tuple(dict.fromkeys(m.actor for m in self.mentions if m.actor))

    @property
    def people(self) -> tuple[str, ...]:
        """Ids of the people mentioned, in order of first mention."""
        return tuple(dict.fromkeys(m.person for m in self.mentions if m.person))


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place found in a document."""

    place: str
    name: str
    span: Span
    kind: str = ""  # as the gazetteer has it
    within: tuple[str, ...] = ()  # ids of what the place lies in, nearest first
    implied: bool = False  # the text does not name it, but a word of it implies it ("Iraqi lawmakers")


@dataclass(frozen=True, slots=True)
class Casualties:
    """Ranges (least, most) of people killed and wounded, None where nothing is said."""

    killed: tuple[int, int] | None = None
    wounded: tuple[int, int] | None = None
    side: str = ""  # whose, where stated: an actor id, "civilian", "security-forces", "us-forces" or ""


@dataclass(frozen=True, slots=True)
class When:
    """The day an event happened, as distinct from publication, with its precision."""

    day: date
    precision: str  # day, week, month, year, published


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, typed."""

    type: str = "other"
    second: str | None = None
    flags: tuple[str, ...] = ()  # claimed, denied, planned, lookback; sorted
    weapons: tuple[str, ...] = ()
    claimed_by: tuple[str, ...] = ()
    attributed_to: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    why: str = ""  # the pattern that decided, in words


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name like that of a group which nobody we know bears, seen in one document."""

    key: str  # normalised: the same name in the same letters
    name: str
    sentence: str
    document: str
    owner: str  # outlet group


@dataclass(frozen=True, slots=True)
class Annotation:
    """Everything found in one document."""

    document: str  # its id
    names: Names = Names()
    event: Event = Event()
    places: tuple[PlaceMention, ...] = ()
    casualties: Casualties = Casualties()
    when: When | None = None
    rules_version: str = ""

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of the actors mentioned."""
        return self.names.actors

    @property
    def people(self) -> tuple[str, ...]:
        """Ids of the people mentioned."""
        return self.names.people
