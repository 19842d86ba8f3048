"""What the bot meets on loopback: a feed that grows, and a receiver of webhooks that loses answers."""

import json
import random
import socket
import threading
import time
from contextlib import suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

FACTIONS = ("Kataib Hezbollah", "Asaib Ahl al-Haq", "Harakat al-Nujaba", "Badr Organization", "Saraya al-Salam")
PLACES = (
    *("Basra", "Mosul", "Kirkuk", "Erbil", "Sinjar", "Samarra", "Fallujah", "Najaf", "Karbala", "Baqubah", "Tikrit"),
    *("Ramadi", "Kut", "Amarah", "Nasiriyah", "Diwaniyah", "Hillah", "Dohuk", "Sulaymaniyah", "Haditha", "Rutba"),
)


class Outside:
    """Feed and receiver in one server on a free port."""

    def __init__(self, *, look, faults, seed=0):
        self.look, self.faults = look, faults
        self.chance = random.Random(seed)
        self.lock = threading.Lock()
        self.began = time.time()
        self.items = [("old", "Badr Organization warns of delay in Halabja", self.began - 3600)]
        self.posts = []  # (key, body)
        self.edits = []
        self.signed = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def publish(self):
        """One more happening in the feed."""
        n = len(self.items) - 1
        who, where = FACTIONS[n % len(FACTIONS)], PLACES[n % len(PLACES)]
        deed = ("warns", "clashes with gunmen", "fires rockets at a base", "holds talks")[(n // len(PLACES)) % 4]
        with self.lock:
            self.items.append((f"g{n}", f"{who} {deed} near {where} ({n})", time.time()))

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def rss(self):
        with self.lock:
            items = list(self.items)
        body = "".join(
            f"<item><title>{title}</title><link>https://news.example/{guid}</link><guid>{guid}</guid>"
            f"<pubDate>{formatdate(at, usegmt=True)}</pubDate></item>"
            for guid, title, at in items
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{body}</channel></rss>'.encode()

    def receive(self, body, headers):
        """(status, answer) for a post; None: the connection is cut."""
        with self.lock:
            lot = self.chance.random() if self.faults else 1.0
            if lot < 0.05:
                return None
            if lot < 0.10:
                return 429, {"Retry-After": "1"}
            post = json.loads(body)
            self.signed.append(headers.get("X-Factionwatch-Signature", ""))
            if post["operation"] == "edit":
                self.edits.append(post)
                return 200, {"id": post["message"]}
            self.posts.append((post["key"], post))
            return None if lot < 0.18 else (200, {"id": f"m{len(self.posts)}"})

    def find(self, key):
        with self.lock:
            if not self.look:
                return 405, {}
            found = next((n for n, (one, _) in enumerate(self.posts, 1) if one == key), None)
            return 200, {"found": found is not None, "message": f"m{found}" if found else None}

    def _handler(outside):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path.startswith("/rss"):
                    return self.say(200, outside.rss(), "application/rss+xml")
                status, found = outside.find(parse_qs(urlsplit(self.path).query).get("key", [""])[0])
                return self.say(status, json.dumps(found).encode())

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = outside.receive(body, self.headers)
                if answer is None:
                    self.close_connection = True
                    return self.connection.shutdown(socket.SHUT_RDWR)
                status, found = answer
                return self.say(status, json.dumps(found).encode(), retry=found.get("Retry-After"))

            def say(self, status, body, kind="application/json", retry=None):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                if retry:
                    self.send_header("Retry-After", retry)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

            def handle(self):
                with suppress(ConnectionError, OSError):  # the bot was killed in the middle
                    super().handle()

        return Handler
