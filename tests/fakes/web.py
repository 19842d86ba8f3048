"""A web server on loopback that behaves, or misbehaves in every way that feeds do; speaks HTTP byte by byte.

with Web() as web:
    web.serve("/feed.xml", body, etag='"1"')
    web.at("/broken", reply(500))
    ... web.url("/feed.xml") ...
    assert web.asked("/feed.xml")[0].headers["user-agent"]
"""

import asyncio
import gzip
import threading
from dataclasses import dataclass, field

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found", 410: "Gone"}


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict
    host: str


@dataclass
class Page:
    """What stands at a path: answers with validators where it has any."""

    body: bytes
    etag: str = ""
    modified: str = ""
    status: int = 200
    headers: dict = field(default_factory=dict)

    async def __call__(self, asked, writer):
        own = {k: v for k, v in (("ETag", self.etag), ("Last-Modified", self.modified)) if v} | self.headers
        same = self.etag and asked.headers.get("if-none-match") == self.etag
        same = same or (self.modified and asked.headers.get("if-modified-since") == self.modified)
        await send(writer, 304 if same else self.status, b"" if same else self.body, own)


async def send(writer, status, body=b"", headers=None, length=None):
    """One whole answer; `length` lies about its size."""
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Whatever')}", "Connection: close"]
    if status != 304:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    await writer.drain()


def reply(status, body=b"", **headers):
    """A fixed answer; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(asked, writer):
        await send(writer, status, body, named)

    return answer


def redirect(to, status=302):
    """Sends on to another address."""
    return reply(status, Location=to)


def drip(body, pause):
    """Sends its body a byte at a time."""

    async def answer(asked, writer):
        await send(writer, 200, b"", length=len(body))
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


def endless(chunk=b"<item>" * 10_000):
    """Never stops sending."""

    async def answer(asked, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<rss>")
        while True:
            writer.write(chunk)
            await writer.drain()

    return answer


def cut(body, length):
    """Promises more than it sends."""

    async def answer(asked, writer):
        await send(writer, 200, body, length=length)

    return answer


def silent(seconds=60):
    """Takes the request and says nothing."""

    async def answer(asked, writer):
        await asyncio.sleep(seconds)

    return answer


def garbage(data):
    """Answers with bytes that are no HTTP."""

    async def answer(asked, writer):
        writer.write(data)
        await writer.drain()

    return answer


def bomb(size):
    """A small gzip body that unfolds to `size` bytes."""
    return reply(200, gzip.compress(b"\0" * size), Content_Encoding="gzip", Content_Type="application/rss+xml")


class Web:
    """The server; it runs in a thread of its own, so that synchronous tests can use it too."""

    def __init__(self, addresses=("127.0.0.1",), latency=0.0, greeting=b""):
        self.pages, self.requests, self.latency, self.greeting = {}, [], latency, greeting
        self.open = self.most_open = 0
        self._addresses = addresses
        self._loop = asyncio.new_event_loop()
        self._tasks = set()

    def __enter__(self):
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait(10)
        return self

    def __exit__(self, *error):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def url(self, path="/", host="127.0.0.1"):
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def at(self, path, answer):
        """Puts an answer at a path."""
        self.pages[path] = answer

    def serve(self, path, body, etag="", modified="", **headers):
        """Puts a well-behaved page at a path."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Page(data, etag, modified, headers=named)
        return self.url(path)

    def asked(self, path):
        """Requests that came for a path, in order."""
        return [asked for asked in self.requests if asked.path == path]

    def _run(self, started):
        self._loop.run_until_complete(self._serve(started))
        self._loop.close()

    async def _serve(self, started):
        self._stop = asyncio.Event()
        self.port = 0
        servers = []
        for address in self._addresses:
            server = await asyncio.start_server(self._connection, address, self.port, backlog=1024)
            self.port = self.port or server.sockets[0].getsockname()[1]
            servers.append(server)
        started.set()
        await self._stop.wait()
        for server in servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connection(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError):
            pass  # the client went away, or the test is over
        finally:
            self.open -= 1
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, reader, writer):
        if self.greeting:  # speaks first, whatever was meant to be said: some other protocol lives here
            writer.write(self.greeting)
            return
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        path = head[0].split(" ")[1]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        asked = Asked(path, headers, headers.get("host", ""))
        self.requests.append(asked)
        if self.latency:
            await asyncio.sleep(self.latency)
        answer = self.pages.get(path) or self.pages.get(path.partition("?")[0]) or reply(404)
        await answer(asked, writer)


def rss(*items, title="A feed", extra="", home="https://example.org/"):
    """An RSS 2.0 body; each item a dict of its elements, or a headline."""
    body = "".join(_item(n, item) for n, item in enumerate(items, 1))
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>{home}</link><description>d</description>{extra}{body}</channel></rss>"
    )


def _item(n, item):
    own = {"title": item} if isinstance(item, str) else item
    known = {"link": f"https://example.org/{own.get('title', n)}".replace(" ", "-")} | own
    return "<item>" + "".join(f"<{k}>{v}</{k}>" for k, v in known.items() if v is not None) + "</item>"
