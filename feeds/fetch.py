"""Getting bytes politely and safely: conditional requests, caps on size, time and redirects, guarded addresses."""

import asyncio
import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from feeds import guard
from feeds.errors import FetchError
from feeds.reading import ACCEPT
from feeds.schedule import retry_after
from feeds.unpack import ACCEPTED, Broken, TooLarge, unpack

PERMANENT = (301, 308)
REDIRECTS = (301, 302, 303, 307, 308)
_KINDS = {410: "gone", 404: "missing", 429: "busy", 503: "busy"} | dict.fromkeys((401, 402, 403, 407, 451), "refused")
_KEPT = ("etag", "last-modified", "cache-control", "expires", "date", "age", "content-type", "retry-after")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one transfer may cost."""

    wire: int = 10 << 20  # bytes as sent
    body: int = 30 << 20  # bytes after decompression
    total: float = 60.0  # seconds for the whole transfer, redirects included
    connect: float = 15.0
    silence: float = 20.0  # seconds without a single byte
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to get, for one feed."""

    feed: str
    url: str
    etag: str = ""
    last_modified: str = ""
    private: bool = False
    accept: str = ACCEPT


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: 200 with a body, or 304."""

    status: int
    url: str  # where it came from in the end
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names, only those that matter
    moved_to: str = ""  # where permanent redirects alone have led

    @property
    def unchanged(self) -> bool:
        """Whether the server says that nothing is new."""
        return self.status == 304


class Fetcher:
    """Gets what it is asked for; use as `async with Fetcher(...) as fetch: await fetch.get(ask)`.

    `proxy` is the only way to a proxy: the environment's is ignored, since behind one the guard sees no addresses.
    """

    def __init__(
        self,
        agent: str = "Factionwatch",
        limits: Limits | None = None,
        resolver: AbstractResolver | None = None,
        proxy: str | None = None,
        tls: ssl.SSLContext | None = None,
        may_reach: Callable[[str], bool] = guard.is_public,
    ) -> None:
        self.agent, self.limits, self.proxy = agent, limits or Limits(), proxy
        self._resolver, self._tls, self._may_reach = resolver, tls, may_reach
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def get(self, ask: Ask) -> Answer:
        """The answer, or FetchError with its reason in words."""
        try:
            async with asyncio.timeout(self.limits.total):
                return await self._follow(ask)
        except aiohttp.ServerTimeoutError as error:  # a kind of TimeoutError, which here would mean the whole transfer
            raise _in_words(ask, error) from error
        except TimeoutError as error:
            words = f"the transfer took longer than {self.limits.total:g} s"
            raise FetchError(ask.feed, words, "timeout") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _in_words(ask, error) from error

    async def _follow(self, ask: Ask) -> Answer:
        url, moved_to, permanent = ask.url, "", True
        for _ in range(self.limits.redirects + 1):
            answer = await self._once(ask, url)
            if answer.status not in REDIRECTS:
                return Answer(answer.status, url, answer.body, answer.headers, moved_to)
            permanent = permanent and answer.status in PERMANENT
            url = _next_address(ask, url, answer.headers.get("location", ""))
            moved_to = url if permanent else moved_to
        raise FetchError(ask.feed, f"more than {self.limits.redirects} redirects, the last to {url[:200]}", "redirect")

    async def _once(self, ask: Ask, url: str) -> Answer:
        _check_address(ask.feed, url)
        session = self._session(ask.private)
        async with session.get(url, headers=_headers(ask), allow_redirects=False, proxy=self.proxy) as response:
            if response.status in REDIRECTS:
                return Answer(response.status, url, headers={"location": response.headers.get("Location", "")})
            headers = {name: response.headers[name] for name in _KEPT if name in response.headers}
            if response.status == 304:
                return Answer(304, url, headers=headers)
            if response.status != 200:
                raise _refused(ask, response.status, response.reason, headers)
            return Answer(200, url, await self._body(ask, response), headers)

    async def _body(self, ask: Ask, response: aiohttp.ClientResponse) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.content.iter_any():
            size += len(part)
            if size > self.limits.wire:
                raise _too_large(ask, self.limits.wire)
            parts.append(part)
        wire = b"".join(parts)
        codings = response.headers.get("Content-Encoding", "")
        if not codings:
            return wire
        try:
            return await asyncio.to_thread(unpack, wire, codings, self.limits.body)
        except TooLarge as error:
            raise _too_large(ask, self.limits.body, "unpacked ") from error
        except Broken as error:
            raise FetchError(ask.feed, str(error), "broken") from error

    def _session(self, private: bool) -> aiohttp.ClientSession:
        if private not in self._sessions:
            self._sessions[private] = self._new_session(private)
        return self._sessions[private]

    def _new_session(self, private: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,  # whoever polls bounds the number; a queue in here would eat the transfer's time
            force_close=True,  # feeds are minutes apart: kept connections would only use up file handles
            resolver=self._resolver,
            ssl=self._tls or True,
            # A proxy is the operator's own choice of host.
            socket_factory=guard.socket_factory(guard.anywhere if private or self.proxy else self._may_reach),
        )
        waits = aiohttp.ClientTimeout(total=None, sock_connect=self.limits.connect, sock_read=self.limits.silence)
        return aiohttp.ClientSession(
            connector=connector,
            timeout=waits,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            headers={"User-Agent": self.agent, "Accept-Encoding": ACCEPTED},
        )


def user_agent(version: str, contact: str) -> str:
    """How we introduce ourselves to an outlet's server."""
    who = contact.replace("\r", " ").replace("\n", " ").strip() or "no contact given by its operator"
    return f"Factionwatch/{version} (news briefing bot; {who})"


def _headers(ask: Ask) -> dict[str, str]:
    headers = {"Accept": ask.accept}
    if ask.etag:
        headers["If-None-Match"] = ask.etag
    if ask.last_modified:
        headers["If-Modified-Since"] = ask.last_modified
    return headers


def _check_address(feed: str, url: str) -> None:
    if not url[:8].lower().startswith(("http://", "https://")):  # what else an address may lack, aiohttp notices
        raise FetchError(feed, f"{url[:200]!r} is not an http or https address", "address")


def _next_address(ask: Ask, url: str, location: str) -> str:
    """Where a redirect leads; user and password never go along to another place."""
    try:
        target = urlsplit(urljoin(url, location))
    except ValueError as error:
        raise FetchError(ask.feed, f"redirected to {location[:200]!r}, which is no address", "redirect") from error
    if not location:
        raise FetchError(ask.feed, "redirected without saying where to", "redirect")
    own = urlsplit(url)
    if (target.scheme, target.hostname, target.port) != (own.scheme, own.hostname, own.port):
        target = target._replace(netloc=target.netloc.rpartition("@")[2])
    return target._replace(fragment="").geturl()


def _refused(ask: Ask, status: int, reason: str | None, headers: Mapping[str, str]) -> FetchError:
    kind = _KINDS.get(status, "server" if status >= 500 else "status")
    wait = retry_after(headers.get("retry-after", ""), headers.get("date", ""))
    words = f"the server answered {status} {reason or ''}".strip()
    return FetchError(ask.feed, words, kind, status, wait)


def _too_large(ask: Ask, limit: int, how: str = "") -> FetchError:
    return FetchError(ask.feed, f"the {how}body is larger than {limit >> 20} MB", "size")


def _in_words(ask: Ask, error: Exception) -> FetchError:
    """The error of a library as a sentence for the operator."""
    host = _host_of(ask.url)
    if guard.MARK in str(error):
        words = f"{host} leads to an address that {guard.MARK}; `private: true` on the feed would allow it"
        return FetchError(ask.feed, words, "blocked")
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError | ssl.SSLError):
        return FetchError(ask.feed, f"the TLS connection to {host} failed: {_tls_words(error)}", "tls")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchError(ask.feed, f"no address is known for {host}", "dns")
    if isinstance(error, aiohttp.ServerTimeoutError):
        return FetchError(ask.feed, f"{host} did not answer in time", "timeout")
    if isinstance(error, aiohttp.ClientConnectorError):
        return FetchError(ask.feed, f"{host} cannot be reached ({_os_words(error.os_error)})", "unreachable")
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ServerDisconnectedError | ConnectionError):
        return FetchError(ask.feed, f"{host} cut the transfer off", "cut")
    if isinstance(error, aiohttp.InvalidURL):
        return FetchError(ask.feed, f"{ask.url[:200]!r} is not an address", "address")
    if isinstance(error, aiohttp.ClientResponseError | aiohttp.ClientError):
        return FetchError(ask.feed, f"{host} does not speak proper HTTP", "broken")
    return FetchError(ask.feed, f"{host} cannot be read ({type(error).__name__})", "unreachable")


def _os_words(error: OSError) -> str:
    """What the system calls it: asyncio puts words of its own, with addresses, in their place."""
    return os.strerror(error.errno).lower() if error.errno and error.errno > 0 else "no route"


def _tls_words(error: Exception) -> str:
    inner = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    if getattr(inner, "reason", "") in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST"):
        return "it does not speak TLS there (http:// instead of https://?)"
    said = getattr(inner, "verify_message", "") or getattr(inner, "reason", "").replace("_", " ").lower()
    return str(said or type(inner).__name__)[:200]


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or url[:200]
    except ValueError:
        return url[:200]
