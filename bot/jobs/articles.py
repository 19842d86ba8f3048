"""The pages that entries link to, fetched for matching only, as robots.txt allows; what is shown stays the feed's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.jobs.manners import Manners
from bot.jobs.ports import Ports
from bot.jobs.workshop import Workshop
from feeds.errors import FetchError, ReadError
from feeds.fetch import Answer, Ask
from feeds.reading import Body
from feeds.robots import CLOSED, NO_RULES, Rules, robots_address
from feeds.sift import Verdict, published_at
from model.feed import Feed

log = structlog.get_logger()
MOST = 30  # pages a visit
FRESH = timedelta(days=3)  # older entries are matched by what the feed says
RULES_FOR = timedelta(hours=24)
PAGE = "text/html, application/xhtml+xml;q=0.9"


class Articles:
    """Fetches linked pages and remembers what sites allow."""

    def __init__(self, ports: Ports, manners: Manners, workshop: Workshop) -> None:
        self._ports, self._manners, self._workshop = ports, manners, workshop
        self._rules: dict[str, tuple[Rules, datetime]] = {}

    async def fill(self, feed: Feed, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
        """The verdicts, fresh new entries with the text of their page."""
        now, left = self._ports.clock(), MOST
        filled = []
        for verdict in verdicts:
            entry = verdict.entry
            if left and verdict.wants_reading and entry.link and now - published_at(entry, now)[0] <= FRESH:
                left -= 1
                text = await self._text(feed, entry.link)
                verdict = replace(verdict, entry=replace(entry, content=text or entry.content))
            filled.append(verdict)
        return tuple(filled)

    async def check_robots(self, feed: Feed, url: str) -> None:
        """FetchError where the site does not want this page read."""
        if not (await self._rules_of(feed, url)).allow(url):
            raise FetchError(feed.id, "the site's robots.txt asks machines to stay away from this page", "robots")

    async def _text(self, feed: Feed, url: str) -> str:
        """The text of a page, "" where it may not or cannot be had: the entry is then matched without it."""
        try:
            await self.check_robots(feed, url)
            answer = await self._get(feed, url, PAGE)
            return await self._workshop.extract(Body(answer.body, answer.url, answer.headers.get("content-type", "")))
        except (FetchError, ReadError) as error:
            log.info("article left out", feed=feed.id, url=url, reason=error.message)
            return ""

    async def _rules_of(self, feed: Feed, url: str) -> Rules:
        place, now = robots_address(url), self._ports.clock()
        rules, since = self._rules.get(place, (NO_RULES, None))
        if since is None or now - since > RULES_FOR:
            rules = await self._fetch_rules(feed, place)
            self._rules[place] = rules, now
        return rules

    async def _fetch_rules(self, feed: Feed, place: str) -> Rules:
        """The rules of a site: none where it has none, all closed where they cannot be had."""
        try:
            answer = await self._get(feed, place, "text/plain")
        except FetchError as error:
            return NO_RULES if 400 <= error.code < 500 and error.code != 429 else CLOSED
        return Rules(answer.body.decode("utf-8", "replace"))

    async def _get(self, feed: Feed, url: str, accept: str) -> Answer:
        async with self._manners.turn(url, feed.private):
            return await self._ports.get(Ask(feed.id, url, private=feed.private, accept=accept))
