"""One visit to one feed: ask, read, sift, take. What goes wrong is the visit's result, in words, and stops no other."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.jobs.articles import Articles
from bot.jobs.craft import Read
from bot.jobs.manners import Manners
from bot.jobs.ports import Ports
from bot.jobs.rounds import Outcome
from bot.jobs.take import Taken, Taker
from bot.jobs.workshop import Workshop
from feeds import schedule
from feeds.errors import FetchError, ReadError
from feeds.fetch import Answer, Ask
from feeds.keys import body_hash
from feeds.links import host_of
from feeds.local import read_local
from feeds.publisher import Publishers
from feeds.reading import Body, Job
from feeds.schedule import Failure
from feeds.source import Kind, kind_of
from model.errors import StoreError
from model.feed import Feed, FeedState

log = structlog.get_logger()
MOST_PAGES = 3  # further bodies of one feed in one visit


@dataclass(frozen=True, slots=True)
class Visit:
    """How a visit ended; `state` is still to be saved, `failure` still to be judged by how others fared."""

    feed: Feed
    outcome: Outcome
    state: FeedState
    failure: Failure | None = None
    saved: bool = False


class Visitor:
    """Visits feeds."""

    def __init__(
        self, publishers: Publishers, workshop: Workshop, taker: Taker, ports: Ports, manners: Manners, backlog: int
    ) -> None:
        self._publishers, self._workshop, self._taker, self._ports = publishers, workshop, taker, ports
        self._manners = manners
        self._backlog = asyncio.Semaphore(backlog)  # bodies held at once: fetching is quicker than reading
        self._articles = Articles(ports, manners, workshop)

    async def visit(self, feed: Feed, state: FeedState) -> Visit:
        """One visit; only a failing store raises."""
        try:
            return await self._visit(feed, state)
        except (FetchError, ReadError) as error:
            return self._failed(feed, state, error.message, error.kind, getattr(error, "retry_after", None))
        except StoreError:
            raise
        except Exception:  # one feed's oddity must not end the round for all others; the log has the detail
            log.exception("visit broke off", feed=feed.id)
            return self._failed(feed, state, "an error inside factionwatch; its log has the detail", "inside", None)

    async def _visit(self, feed: Feed, state: FeedState) -> Visit:
        kind = kind_of(feed)
        async with self._backlog:
            answer = await self._ask(feed, state, kind)
            now = self._ports.clock()
            state = schedule.after_move(feed, state, answer.moved_to)
            if answer.unchanged:
                state = schedule.after_unchanged(feed, state, now, self._ports.chance, answer.headers)
                return Visit(feed, _outcome(feed, "unchanged"), state)
            digest = body_hash(answer.body)
            if digest == state.body_hash:
                return Visit(feed, _outcome(feed, "unchanged"), self._good(feed, state, answer, now, 0, 0))
            read = await self._read(feed, answer)
            answer = replace(answer, body=b"")  # has been read: memory for the bodies that come next
            taken, state = await self._take(feed, replace(state, body_hash=digest), answer, read, now)
            return Visit(feed, _outcome(feed, "read", taken), state, saved=True)

    async def _ask(self, feed: Feed, state: FeedState, kind: Kind) -> Answer:
        url = state.address or kind.address(feed)
        ask = Ask(feed.id, url, state.etag, state.last_modified, feed.private, kind.accept)
        if kind.local:
            return await asyncio.to_thread(read_local, ask)
        if kind.scrapes:
            await self._articles.check_robots(feed, url)
        async with self._manners.turn(url, feed.private):
            return await self._ports.get(ask)

    async def _take(
        self, feed: Feed, state: FeedState, answer: Answer, read: Read, now: datetime
    ) -> tuple[Taken, FeedState]:
        first = state.first_success is None
        reading = read.reading
        gap = schedule.gap_of([e.published for e in reading.entries if e.published])
        good = self._good(feed, state, answer, now, gap, reading.ttl)
        verdicts = await self._taker.sifted(feed, read, polled_before=not first)
        if feed.articles:
            verdicts = await self._articles.fill(feed, verdicts)
        taken, saved = await self._taker.take(feed, verdicts, good, now, news=not first)
        return taken, saved or good

    async def _read(self, feed: Feed, answer: Answer) -> Read:
        """The entries of a body, and of the further ones that belong to it."""
        group = self._publishers.of_feed(feed).group
        read = await self._workshop.read(Job(feed, _body(answer)), group)
        for url in read.reading.next_pages[:MOST_PAGES]:
            async with self._manners.turn(url, feed.private):
                further = await self._ports.get(Ask(feed.id, url, private=feed.private))
            read += await self._workshop.read(Job(feed, _body(further)), group)
        return read

    def _good(self, feed: Feed, state: FeedState, answer: Answer, now: datetime, gap: int, ttl: int) -> FeedState:
        return schedule.after_entries(feed, state, now, self._ports.chance, answer.headers, gap, ttl)

    def _failed(self, feed: Feed, state: FeedState, words: str, kind: str, retry_after: int | None) -> Visit:
        outcome = Outcome(feed.id, "failed", words=words, kind=kind, host=host_of(feed.url))
        return Visit(feed, outcome, state, Failure(words, kind, retry_after))


def _outcome(feed: Feed, status: str, taken: Taken | None = None) -> Outcome:
    return Outcome(feed.id, status, taken or Taken(), host=host_of(feed.url))


def _body(answer: Answer) -> Body:
    modified = schedule.http_date(answer.headers.get("last-modified", ""))
    return Body(answer.body, answer.url, answer.headers.get("content-type", ""), modified)
