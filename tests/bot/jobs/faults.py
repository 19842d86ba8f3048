"""Every way in which a feed can misbehave, each over real loopback HTTP: what is served, and what must come of it.

`python -m tests.bot.jobs.faults` prints the table.
"""

import gzip
import logging
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from tests.fakes.web import bomb, cut, drip, endless, garbage, redirect, reply, rss, silent

KH = "Kataib Hezbollah says it will answer the strike"
GOOD = "Badr Organization rejects the plan of the Iraqi government"
ARABIC = "كتائب حزب الله تتبنى الهجوم على القاعدة"


@dataclass
class Fault:
    """One way to misbehave; `polls` sets the page before each of several polls."""

    name: str
    polls: tuple  # of functions (web) -> None, or answers for /bad
    status: str = "failed"
    words: str = ""
    items: tuple = ()  # headlines that must be stored in the end, besides the good feed's
    feed: dict = field(default_factory=dict)


def body(*items, **more):
    """A page that holds a feed."""
    return reply(200, rss(*items, **more).encode(), Content_Type="application/rss+xml")


def item(n, **more):
    """One of several entries about a faction."""
    return {"title": f"{KH} {n}", "guid": f"urn:{n}", "link": f"https://example.org/{n}"} | more


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><item><title>&c;</title></item></channel></rss>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>
<item><title>Badr Organization of Iraq &x;</title></item></channel></rss>"""
TEN_THOUSAND = [f"Weather number {n}" for n in range(9_999)] + [KH]

PUBLIC = {"private": False}  # loopback's first address stands for the public internet in these tests

REFUSED = tuple(
    Fault(f"status {status}", (reply(status),), words=f"answered {status}")
    for status in (
        400,
        401,
        403,
        404,
        405,
        406,
        408,
        409,
        418,
        421,
        429,
        451,
        500,
        501,
        502,
        503,
        504,
        507,
        520,
        204,
        206,
    )
)
FAULTS = (
    *REFUSED,
    Fault("status 410", (reply(410),), words="answered 410"),
    Fault("slow drip", (drip(b"x" * 500, 0.05),), words="took longer than"),
    Fault("silence", (silent(),), words="did not answer in time"),
    Fault("endless body", (endless(),), words="larger than"),
    Fault("cut transfer", (cut(rss(KH).encode()[:-30], 9_999),), words="cut the transfer off"),
    Fault("closed at once", (garbage(b""),), words="cut the transfer off"),
    Fault("no HTTP", (garbage(b"SSH-2.0-x\r\n\r\n"),), words="proper HTTP"),
    Fault("gzip bomb", (bomb(50_000_000),), words="larger than"),
    Fault("broken gzip", (reply(200, gzip.compress(rss(KH).encode())[:-9], Content_Encoding="gzip"),), words="broken"),
    Fault("unknown coding", (reply(200, b"x", Content_Encoding="snappy"),), words="unknown content coding"),
    Fault("entity bomb", (reply(200, ENTITIES),), words="entities"),
    Fault("external entity", (reply(200, EXTERNAL),), "read", items=("Badr Organization of Iraq",)),
    Fault("redirect loop", (redirect("/bad", 301),), words="more than 3 redirects"),
    Fault("redirect to nowhere", (redirect(""),), words="without saying where"),
    Fault("redirect to a file", (redirect("file:///etc/passwd"),), words="not an http or https address"),
    Fault("redirect to a private address", (redirect("http://10.0.0.1/x"),), words="public internet", feed=PUBLIC),
    Fault("redirect to loopback", (redirect("http://127.0.0.2/x"),), words="public internet", feed=PUBLIC),
    Fault("redirect to the metadata service", (redirect("http://169.254.169.254/latest"),), words="public internet",
          feed=PUBLIC),
    Fault("redirect to a mapped address", (redirect("http://[::ffff:10.0.0.1]/x"),), words="public internet",
          feed=PUBLIC),
    Fault("HTML with status 200", (reply(200, b"<!doctype html><html><body>Sorry</body></html>"),), words="HTML page"),
    Fault("empty 200", (reply(200),), words="empty body"),
    Fault("a picture", (reply(200, b"\x89PNG\r\n\x1a\n" + bytes(200)),), words="no feed"),
    Fault("JSON error with status 200", (reply(200, b'{"error": "no"}'),), words="no list of items"),
    Fault("UTF-8 declared as Latin-1", (reply(200, rss(ARABIC).replace("utf-8", "iso-8859-1").encode()),), "read",
          items=(ARABIC,)),
    Fault("cp1256 undeclared", (reply(200, rss(ARABIC).replace(' encoding="utf-8"', "").encode("cp1256")),), "read",
          items=(ARABIC,)),
    Fault("cp1256 declared as UTF-8", (reply(200, rss(ARABIC).encode("cp1256")),), "read", items=(ARABIC,)),
    Fault("header and prolog differ", (reply(200, rss(ARABIC).encode(), Content_Type="text/xml; charset=ascii"),),
          "read", items=(ARABIC,)),
    Fault("cut off in an item", (reply(200, rss(KH, "Weather").encode()[:-60]),), "read", items=(KH,)),
    Fault("bare ampersand", (reply(200, rss(KH + " & more").encode()),), "read", items=(KH + " & more",)),
    Fault("NUL bytes", (reply(200, rss(KH).replace("<item>", "\0<item>").encode()),), "read", items=(KH,)),
    Fault("10,000 items", (body(*TEN_THOUSAND),), "read", items=(KH,)),
    Fault("one guid for all", (body(*(item(n, guid="same") for n in range(3))),) * 2, "unchanged",
          items=tuple(f"{KH} {n}" for n in range(3))),
    Fault("repeated entries", (body(item(1), item(1), item(1)),), "read", items=(f"{KH} 1",)),
    Fault("all guids change",
          (body(*(item(n) for n in range(9))), body(*(item(n, guid=f"urn:x{n}") for n in range(9)))),
          "read", items=tuple(f"{KH} {n}" for n in range(9))),
    Fault("guids and links change",
          (body(*(item(n) for n in range(9))),
           body(*(item(n, guid=f"urn:x{n}", link=f"https://new.example/{n}") for n in range(9)))),
          "read", items=tuple(f"{KH} {n}" for n in range(9))),
    Fault("clock runs ahead", (body(item(1, pubDate="Fri, 01 Jan 2088 00:00:00 GMT")),), "read", items=(f"{KH} 1",)),
    Fault("no dates, no guids, no links", (body({"title": KH, "link": None}),) * 2, "unchanged", items=(KH,)),
)  # fmt: skip


def run_fault(fault, bench, web, feed):
    """Polls the misbehaving feed beside a good one, as often as it has pages; the last outcome, and what is stored."""
    good = feed(web.serve("/good", rss(GOOD)), "good")
    bad = feed(web.url("/bad"), "bad", **fault.feed)
    polls = bench([bad, good])
    for page in fault.polls:
        web.at("/bad", page)
        result = polls.round()
        outcomes = {o.feed: o for o in result.outcomes}
        assert outcomes["good"].answered, "the good feed was kept from answering"
    stored = tuple(sorted(i.document.title for i in polls.items() if i.feed == "bad"))
    return outcomes["bad"], stored


def main():
    """Prints the table."""
    from store import Store
    from tests.bot.jobs.conftest import Bench, feed
    from tests.fakes.clock import HandClock
    from tests.fakes.web import Web

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))  # the table says it all
    print(f"{'fault':32} {'result':10} {'items':>5} {'s':>5}  words")
    for fault in FAULTS:
        clock = HandClock()
        folder = tempfile.TemporaryDirectory()
        with Web() as web, folder, Store.open(Path(folder.name) / "store.db", clock) as store:
            begin = time.perf_counter()
            outcome, stored = run_fault(fault, lambda feeds, s=store, c=clock: Bench(s, c, feeds), web, feed)
            took = time.perf_counter() - begin
        print(f"{fault.name:32} {outcome.status:10} {len(stored):5} {took:5.1f}  {outcome.words}")


if __name__ == "__main__":
    main()
