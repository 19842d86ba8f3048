"""Entries into the store: sift, read, then items, findings, stories and what hangs on them in one transaction."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.jobs.craft import Findings, Read, plain_words
from bot.jobs.emerging import note_sightings
from bot.jobs.workshop import Workshop
from feeds.keys import Identity
from feeds.publisher import Publishers
from feeds.sift import Verdict, asked_keys, is_news, published_at, sift
from feeds.source import kind_of
from intel.corrections import apply
from intel.stories import place_report, report_of, tell
from model.feed import Feed, FeedState, Outlet, Seen
from model.finding import Annotation
from model.item import Document, Entry, Item
from model.story import Join, Report, Story
from store import Questions, Store
from store.items import Addition

SLICE = 100  # entries a transaction: the writer is not held longer than a blink


@dataclass(frozen=True, slots=True)
class Change:
    """A story that an item began, joined or altered."""

    story: Story
    before: Story | None  # None: it is new
    item: int
    fresh: bool  # it may be posted at once
    held: str = ""  # why not: quiet (a first poll, an import), late (older than a day)


OnChange = Callable[[Questions, Sequence[Change]], None]


def nothing(q: Questions, changes: Sequence[Change]) -> None:
    """What happens on a change when nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a body brought."""

    new: int = 0  # items stored
    edited: int = 0
    passed: int = 0  # new entries that name nobody
    seen: int = 0  # entries in all

    def __add__(self, other: "Taken") -> "Taken":
        sums = (self.passed + other.passed, self.seen + other.seen)
        return Taken(self.new + other.new, self.edited + other.edited, *sums)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was sifted and, where it was new, read."""

    verdict: Verdict
    outlet: Outlet
    document: Document
    findings: Findings | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all candidates of one take."""

    feed: Feed
    now: datetime
    news: bool  # what is fresh may be posted
    keep_all: bool  # items that name nobody too
    rules_version: str


class Taker:
    """Takes what a poll or an import read."""

    def __init__(
        self,
        store: Store,
        workshop: Workshop,
        publishers: Publishers,
        on_change: OnChange = nothing,
        keep_all: bool = False,
    ) -> None:
        self._store, self._workshop, self._publishers = store, workshop, publishers
        self._on_change, self._keep_all = on_change, keep_all

    async def sifted(self, feed: Feed, read: Read, polled_before: bool) -> tuple[Verdict, ...]:
        """A verdict for each entry, by what is remembered of former ones.

        Of a feed's first body nothing is looked up: whatever a sister feed brought is noticed when it is written.
        """
        known = await asyncio.to_thread(self._known, read) if polled_before else {}
        return sift(feed.id, read.reading.entries, read.identities, known, polled_before)

    def _known(self, read: Read) -> Mapping[bytes, Seen]:
        with self._store.read() as q:
            return q.seen.known(asked_keys(read.identities))

    async def take(
        self, feed: Feed, verdicts: Sequence[Verdict], state: FeedState | None, now: datetime, *, news: bool
    ) -> tuple[Taken, FeedState | None]:
        """Store what the verdicts let through, and the feed's state with the last of it.

        `news`: what is fresh may be posted. Returns what was taken, and the state as saved.
        """
        candidates = await self._read(feed, verdicts, now)
        if state is not None and any(c.verdict.kind == "new" for c in candidates):
            state = replace(state, last_new=now)
        terms = Terms(feed, now, news, self._keep_all, self._workshop.rules_version)
        slices = [candidates[n : n + SLICE] for n in range(0, len(candidates), SLICE)] or [()]
        taken = Taken(seen=len(candidates))
        for number, some in enumerate(slices, 1):
            taken += await self._keep(terms, some, state if number == len(slices) else None)
        return taken, state

    async def _read(self, feed: Feed, verdicts: Sequence[Verdict], now: datetime) -> tuple[Candidate, ...]:
        """The verdicts in time order, those that want reading with what was found."""
        aggregates = kind_of(feed).aggregates
        ordered = sorted(verdicts, key=lambda v: published_at(v.entry, now)[0])
        candidates = [
            Candidate(v, outlet, document_of(feed, v.entry, outlet, published_at(v.entry, now)[0]))
            for v in ordered
            for outlet in (self._publishers.of_entry(feed, v.entry, aggregates),)
        ]
        wanted = [n for n, c in enumerate(candidates) if c.verdict.wants_reading]
        found = await self._workshop.find([candidates[n].document for n in wanted])
        for n, findings in zip(wanted, found, strict=True):
            if findings is not None:
                candidates[n] = replace(candidates[n], findings=findings)
        return tuple(candidates)

    async def _keep(self, terms: Terms, candidates: Sequence[Candidate], state: FeedState | None) -> Taken:
        def write(q: Questions) -> Taken:
            keeper = Keeper(q, terms)
            keeper.keep(candidates)
            if state is not None:
                q.feeds.save([state])
            if keeper.changes:
                self._on_change(q, keeper.changes)
            return keeper.taken

        return await asyncio.wrap_future(self._store.submit(write))


class Keeper:
    """Writes candidates inside one transaction.

    What only has to be stored or remembered is held back and written together; before anything that reads what came
    before it (a story, an edit), all of that is written.
    """

    def __init__(self, q: Questions, terms: Terms) -> None:
        self._q, self._terms = q, terms
        self._known: set[bytes] = set()  # keys that were remembered before, or are now
        self._plain: list[Candidate] = []  # to be stored, about nobody
        self._memories: list[tuple[tuple[bytes, ...], Seen]] = []
        self.taken = Taken()
        self.changes: list[Change] = []

    def keep(self, candidates: Sequence[Candidate]) -> None:
        """Write what the candidates call for, in their order."""
        new = [c.verdict.identity for c in candidates if c.verdict.kind == "new"]
        self._known.update(self._q.seen.among([key for identity in new for key in identity.asks]))
        for candidate in candidates:
            self._keep(candidate)
        self._flush()

    def _keep(self, candidate: Candidate) -> None:
        verdict = candidate.verdict
        if verdict.kind == "new":
            self._new(candidate)
        elif verdict.kind == "edited" and verdict.seen is not None:
            self._flush()
            self._edited(candidate, verdict.seen)
        elif verdict.kind == "renamed" and verdict.seen is not None:
            self._remember(verdict.identity, verdict.seen)

    def _new(self, candidate: Candidate) -> None:
        identity = candidate.verdict.identity
        if not self._known.isdisjoint(identity.asks):  # a sister feed was quicker
            return
        if candidate.findings:
            self._flush()
            self._remember(identity, self._seen(candidate, self._add(candidate)))
        elif self._terms.keep_all:
            self._known.update(_memory_keys(identity))
            self._plain.append(candidate)
        else:
            self._remember(identity, self._seen(candidate, None))
            self.taken += Taken(passed=1)

    def _flush(self) -> None:
        """Write what was held back."""
        plain, memories = self._plain, self._memories
        self._plain, self._memories = [], []
        if plain:
            items = self._items(plain)
            found = [self._found(candidate) for candidate in plain]
            keys = [c.verdict.identity.asks[:1] for c in plain]
            self._q.items.add_all([Addition(i, *f, keys=k) for i, f, k in zip(items, found, keys, strict=True)])
            memories += [
                (_memory_keys(c.verdict.identity), self._seen(c, item.id)) for c, item in zip(plain, items, strict=True)
            ]
            self.taken += Taken(new=len(plain))
        self._q.seen.remember_all(memories)

    def _seen(self, candidate: Candidate, item: int | None) -> Seen:
        identity = candidate.verdict.identity
        return Seen(identity.key, self._terms.feed.id, self._terms.now, item, identity.mark)

    def _add(self, candidate: Candidate) -> int:
        """Store an item that something was found in, with its story."""
        (item,) = self._items([candidate])
        annotation, words = self._found(candidate)
        report = report_of(item, annotation, candidate.outlet) if annotation.names.mentions else None
        keys = candidate.verdict.identity.asks[:1]
        self._q.items.add(item, annotation, words=words, report=report, keys=keys)
        self._sight(candidate, item.id)
        self.taken += Taken(new=1)
        if report is not None:
            self._place(report)
        return item.id

    def _edited(self, candidate: Candidate, seen: Seen) -> None:
        identity = candidate.verdict.identity
        item = seen.item
        if item is not None:
            self._rewrite(candidate, item)
        elif candidate.findings:
            item = self._add(candidate)
        self._remember(identity, replace(seen, item=item, edits=seen.edits + 1))

    def _remember(self, identity: Identity, seen: Seen) -> None:
        keys = _memory_keys(identity)
        self._known.update(keys)
        self._memories.append((keys, seen if seen.mark == identity.mark else replace(seen, mark=identity.mark)))

    def _items(self, candidates: Sequence[Candidate]) -> list[Item]:
        """The candidates as items, each with an id that is free."""
        times = [published_at(c.verdict.entry, self._terms.now) for c in candidates]
        wishes = [(at, c.verdict.identity.key) for (at, _), c in zip(times, candidates, strict=True)]
        ids = self._q.items.free_ids(wishes)
        return [self._item(id, c, at, dated) for id, c, (at, dated) in zip(ids, candidates, times, strict=True)]

    def _item(self, id: int, candidate: Candidate, published: datetime, dated: bool) -> Item:
        entry = candidate.verdict.entry
        return Item(
            id=id,
            key=candidate.verdict.identity.key,
            document=candidate.document,
            feed=self._terms.feed.id,
            outlet=candidate.outlet.id,
            first_seen=self._terms.now,
            published=published,
            link=entry.link,
            dated=dated,
            party_to=candidate.outlet.party_to,
            origin=entry.origin,
        )

    def _rewrite(self, candidate: Candidate, item: int) -> None:
        """Put an edit in place; the store keeps the old wording."""
        old = self._q.items.get(item)
        if old is None:
            return
        document = replace(candidate.document, published=old.published)
        new = replace(old, document=document, link=candidate.verdict.entry.link or old.link)
        annotation, words = self._found(candidate)
        annotation = apply(annotation, self._q.corrections.of(item))
        report = report_of(new, annotation, candidate.outlet)
        self._q.items.edit(new, annotation, words=words, report=report)
        self._sight(candidate, item)
        self.taken += Taken(edited=1)
        story = self._q.stories.of_items([item]).get(item)
        if story is not None:
            self._tell(story, report)
        elif annotation.names.mentions:
            self._place(report)

    def _sight(self, candidate: Candidate, item: int) -> None:
        if candidate.findings:
            note_sightings(self._q, item, candidate.findings.sightings, candidate.outlet)

    def _found(self, candidate: Candidate) -> tuple[Annotation, str]:
        """What was found in a candidate, and its words for the search."""
        if candidate.findings is not None:
            return candidate.findings.annotation, candidate.findings.words
        document = candidate.document
        annotation = Annotation(document.id, rules_version=self._terms.rules_version)
        return annotation, plain_words(document) if self._terms.rules_version else ""

    def _place(self, report: Report) -> None:
        """Find a report's story."""
        join = place_report(report, self._q.stories.candidates(report))
        self._tell(join.story, report, join)

    def _tell(self, story: str, report: Report, join: Join | None = None) -> None:
        """Tell a story anew with this report in it, and note the change."""
        state = self._q.stories.state(story)
        others = [r for r in state.reports if r.item != report.item] if state else []
        joins = [*(state.joins if state else ()), *([join] if join else ())]
        reports = sorted([*others, report], key=lambda r: (r.at, r.item))
        before = state.story if state else None
        told = tell(story, reports, joins, before)
        self._q.stories.save(told, [join] if join else [])
        held = "" if is_news(report.at, self._terms.now) else "late"
        held = held if self._terms.news else "quiet"
        self.changes.append(Change(told, before, report.item, not held, held))


def _memory_keys(identity: Identity) -> tuple[bytes, ...]:
    return (*identity.keeps, identity.headline)


def document_of(feed: Feed, entry: Entry, outlet: Outlet, published: datetime) -> Document:
    """An entry as a text to be read."""
    return Document(
        title=entry.title,
        summary=entry.summary,
        content=entry.content,
        published=published,
        language=entry.language or feed.language,
        url=entry.link,
        outlet=outlet.id,
    )
