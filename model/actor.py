"""Actors and people: who they are, what they are called, and where each fact comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from."""

    url: str
    publisher: str = ""
    title: str = ""
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One sourced statement; `value` is its text or the id it points to."""

    value: str
    source: Source | None = None
    as_of: str | None = None  # YYYY, YYYY-MM or YYYY-MM-DD, at times with a word ("by 2020-02")
    confidence: str = "low"  # high, medium, low
    note: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A full name that means its bearer wherever it stands."""

    text: str
    language: str  # en, ar, fa


@dataclass(frozen=True, slots=True)
class Short:
    """A name that others bear too: it counts only with a needed cue and without a veto."""

    text: str
    needs: tuple[str, ...] = ()  # names of cue sets, one of which must be heard in the item; "a+b" asks for both
    unless: tuple[str, ...] = ()  # names of cue sets, none of which may be heard


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who leads or led an actor."""

    name: str
    role: str
    person: str | None = None
    begin: str | None = None
    end: str | None = None
    source: Source | None = None
    as_of: str | None = None
    confidence: str = "low"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A declared link to another actor; façade and sponsor links are assessments."""

    type: str
    target: str
    source: Source | None = None
    as_of: str | None = None
    confidence: str = "low"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Designation:
    """A listing, and who listed."""

    by: str
    list: str
    date: str | None = None
    source: Source | None = None
    as_of: str | None = None
    confidence: str = "low"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated line of an actor's history."""

    date: str
    text: str
    source: Source | None = None
    as_of: str | None = None
    confidence: str = "low"


@dataclass(frozen=True, slots=True)
class Actor:
    """A faction, façade, umbrella, bloc, state body, or one to be told apart from them."""

    id: str
    name: str
    kind: str  # faction, facade, umbrella, bloc, state-force, state-body, foreign, topic
    names: tuple[Name, ...] = ()
    short: tuple[Short, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)  # summary, status, founded, founder, origin, ideology, ...
    area: tuple[Fact, ...] = ()
    brigades: tuple[Fact, ...] = ()
    leaders: tuple[Leader, ...] = ()
    parents: tuple[Fact, ...] = ()
    relations: tuple[Relation, ...] = ()
    designations: tuple[Designation, ...] = ()
    timeline: tuple[Milestone, ...] = ()
    told_apart_from: tuple[str, ...] = ()
    external: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    apart: bool = False  # known only to be told apart: never an answer to "which Iraqi faction"


@dataclass(frozen=True, slots=True)
class Office:
    """The time in which naming a person names his faction; ends are inclusive partial dates or None for open."""

    actor: str
    begin: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A leader, spokesman, commander, victim or captive whose name matters to a briefing."""

    id: str
    name: str
    names: tuple[Name, ...] = ()
    short: tuple[Short, ...] = ()
    actors: tuple[str, ...] = ()  # the first is the faction that a look-up leads to
    speaks_for: tuple[Office, ...] = ()
    role: Fact | None = None
    died: Fact | None = None
    designations: tuple[Designation, ...] = ()
    tell_apart: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of actors that a channel can subscribe to."""

    id: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """All of actors.yaml, checked."""

    actors: Mapping[str, Actor]  # those told apart included
    people: Mapping[str, Person]
    groups: Mapping[str, Group]
    cues: Mapping[str, Mapping[str, tuple[str, ...]]]  # cue set -> language -> words
    rules: Mapping[str, object] = field(default_factory=dict)  # further rule data, as written
    compiled: str = ""
    fingerprint: str = ""  # hash of the texts it was read from

    def actor(self, actor_id: str) -> Actor | None:
        """The actor of this id, those told apart included; None if there is none."""
        return self.actors.get(actor_id)

    def person(self, person_id: str) -> Person | None:
        """The person of this id; None if there is none."""
        return self.people.get(person_id)

    def followed(self) -> tuple[Actor, ...]:
        """The actors that are followed, in the order of the file; those only told apart are left out."""
        return tuple(actor for actor in self.actors.values() if not actor.apart)

    def members(self, group_id: str) -> tuple[Actor, ...]:
        """The actors of a group; empty if there is no such group."""
        group = self.groups.get(group_id)
        return tuple(self.actors[one] for one in group.members) if group else ()

    def people_of(self, actor_id: str) -> tuple[Person, ...]:
        """The people that belong to an actor."""
        return tuple(person for person in self.people.values() if actor_id in person.actors)

    def children(self, actor_id: str) -> tuple[Actor, ...]:
        """The actors that name this one as a parent."""
        return tuple(one for one in self.actors.values() if any(fact.value == actor_id for fact in one.parents))
