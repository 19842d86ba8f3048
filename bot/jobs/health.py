"""/healthz and /metrics over HTTP, for those who watch the bot; off by default, on loopback when on.

What is told is read from the store when asked, so that it is true after a restart too. Nothing about users is told.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from model.errors import FactionwatchError
from model.feed import FeedState
from store import Store

ALIVE_WITHIN = timedelta(seconds=120)  # `run` writes a heartbeat every 30 s
FAILING = 3  # failures in a row
_EVER = (date(1970, 1, 1), date(9999, 1, 1))
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Known:
    """What is told of the program itself."""

    version: str
    rules_version: str
    feeds: frozenset[str]  # ids of the enabled ones


class Commands:
    """How many commands were answered, how fast, and how many failed."""

    def __init__(self, registry: CollectorRegistry) -> None:
        names = ["command", "platform"]
        self._seconds = Histogram(
            "factionwatch_command_seconds", "Time to answer a command.", names, registry=registry, buckets=_BUCKETS
        )
        self._failed = Counter(
            "factionwatch_commands_failed", "Commands that ended in a fault.", names, registry=registry
        )

    def observe(self, command: str, platform: str, seconds: float, failed: bool) -> None:
        """One command was answered."""
        self._seconds.labels(command, platform).observe(seconds)
        if failed:
            self._failed.labels(command, platform).inc()


class StoreCollector(Collector):
    """What the store tells about feeds, items, stories and deliveries."""

    def __init__(self, store: Store, known: Known, clock: Callable[[], datetime]) -> None:
        self._store, self._known, self._clock = store, known, clock

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment; a store that cannot be read gives those that need none."""
        yield InfoMetricFamily(
            "factionwatch", "Version.", {"version": self._known.version, "rules": self._known.rules_version}
        )
        try:
            yield from self._stored()
        except FactionwatchError as error:
            log.error("metrics cannot be read", reason=str(error))
            yield GaugeMetricFamily("factionwatch_store_readable", "Whether the store could be read.", value=0)

    def _stored(self) -> Iterator[Metric]:
        with self._store.read() as q:
            states, deliveries, beat = q.feeds.states(), q.outbox.counts(), q.meta.heartbeat()
            items, stories = q.counts.items(*_EVER), q.counts.stories(*_EVER)
        yield GaugeMetricFamily("factionwatch_store_readable", "Whether the store could be read.", value=1)
        size = self._store.path.stat().st_size
        yield GaugeMetricFamily("factionwatch_store_bytes", "Size of the store's file.", value=size)
        yield CounterMetricFamily("factionwatch_items", "Items stored, those given up for age too.", value=items)
        yield CounterMetricFamily("factionwatch_stories", "Stories told, likewise.", value=stories)
        if beat is not None:
            age = (self._clock() - beat.at).total_seconds()
            yield GaugeMetricFamily("factionwatch_heartbeat_age_seconds", "Age of the last heartbeat.", value=age)
        yield _deliveries(deliveries)
        yield from _feeds({id: s for id, s in states.items() if id in self._known.feeds}, len(self._known.feeds))


def _deliveries(counts: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily("factionwatch_deliveries", "Posts and edits by state.", labels=["state"])
    for state, n in counts.items():
        family.add_metric([state], n)
    return family


def _feeds(states: Mapping[str, FeedState], enabled: int) -> Iterator[Metric]:
    # Where the network is down no failure is counted, but a feed that never answered is not well either.
    failing = sum(s.last_try is not None and (s.errors >= FAILING or s.last_success is None) for s in states.values())
    by_state = GaugeMetricFamily("factionwatch_feeds", "Enabled feeds by how they are doing.", labels=["state"])
    polled = sum(s.last_try is not None for s in states.values())
    for name, n in (("failing", failing), ("well", polled - failing), ("never-polled", enabled - polled)):
        by_state.add_metric([name], n)
    yield by_state
    errors = GaugeMetricFamily("factionwatch_feed_errors", "Failures in a row of a feed.", labels=["feed"])
    answered = GaugeMetricFamily(
        "factionwatch_feed_last_success_timestamp_seconds", "When a feed last answered.", labels=["feed"]
    )
    for id, state in states.items():
        errors.add_metric([id], state.errors)
        if state.last_success is not None:
            answered.add_metric([id], state.last_success.timestamp())
    yield errors
    yield answered


class Watch:
    """The two pages, served while `run` runs."""

    def __init__(self, store: Store, known: Known, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self.registry = CollectorRegistry()
        self.commands = Commands(self.registry)
        self.registry.register(StoreCollector(store, known, clock))
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._runner: web.AppRunner | None = None

    async def start(self, address: str) -> str:
        """Listen at "host:port"; the address in force (port 0 takes a free one)."""
        app = web.Application()
        app.add_routes([web.get("/healthz", self._healthz), web.get("/metrics", self._metrics)])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        host, _, port = address.rpartition(":")
        await web.TCPSite(self._runner, host.strip("[]"), int(port)).start()
        bound = self._runner.addresses[0]
        return f"{bound[0]}:{bound[1]}"

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, request: web.Request) -> web.Response:
        words = await asyncio.to_thread(self._illness)
        return web.json_response({"status": words or "ok"}, status=503 if words else 200)

    async def _metrics(self, request: web.Request) -> web.Response:
        body = await asyncio.to_thread(generate_latest, self.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _illness(self) -> str:
        """What is wrong, in words; nothing where all is well."""
        try:
            with self._store.read() as q:
                beat = q.meta.heartbeat()
        except FactionwatchError as error:
            return str(error)
        if beat is None or abs(self._clock() - beat.at) > ALIVE_WITHIN:
            return "the store has taken no heartbeat for two minutes"
        return ""
