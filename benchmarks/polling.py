"""Polling, measured beside lemon24/reader: 1,000 feeds on loopback, each under an address of its own.

    python benchmarks/polling.py                        # all phases
    python benchmarks/polling.py --feeds 200            # a quick look
    python benchmarks/polling.py --reader-python PATH   # a Python that has `reader`, where this one has not

Each phase runs in a fresh process, start-up included in its CPU time but not in its wall time. Memory is the peak of
the sum of PSS over the process and all below it, sampled from outside five times a second; lateness is that of a
10 ms ticker on the event loop. The texts are made by rule, so that two runs compare.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.metadata import version
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
NOW = datetime(2026, 1, 28, 12, tzinfo=UTC)

EN = (
    "government council budget water school road minister traffic weather market oil province meeting electricity "
    "project harvest hospital university festival trade border team match port airport bridge court election vote "
    "season rain village farmer teacher doctor price currency export pipeline museum river station city people said "
    "on in after before with for about local new old public national regional early late large small talks plan"
)
AR = (
    "الحكومة المجلس الموازنة المياه المدارس الطريق الوزير المرور الطقس السوق النفط المحافظة الاجتماع الكهرباء المشروع "
    "الحصاد المستشفى الجامعة المهرجان التجارة الحدود الفريق المباراة الميناء المطار الجسر المحكمة الانتخابات الموسم "
    "المطر القرية المزارع المعلم الطبيب الأسعار العملة التصدير المتحف النهر المحطة المدينة قال في بعد قبل مع جديد"
)
WORDS = {"en": EN.split(), "ar": AR.split()}
NAMED = {
    "en": (
        "Kataib Hezbollah", "Asaib Ahl al-Haq", "the Badr Organization", "Harakat al-Nujaba", "Iraqi PMF fighters",
        "Kataib Sayyid al-Shuhada", "Saraya al-Salam", "the Islamic Resistance in Iraq", "Kataib al-Imam Ali",
    ),
    "ar": (
        "كتائب حزب الله", "عصائب أهل الحق", "منظمة بدر العراقية", "حركة النجباء", "الحشد الشعبي", "كتائب سيد الشهداء",
        "سرايا السلام", "المقاومة الإسلامية في العراق", "كتائب الإمام علي",
    ),
}  # fmt: skip
ACTS = {"en": ("rejects", "strikes near", "holds talks on", "warns of"), "ar": ("ترفض", "تهاجم", "تعلن", "تحذر من")}


def headline(rng, language, relevant):
    """One headline; a relevant one names a faction."""
    words = " ".join(rng.choices(WORDS[language], k=rng.randint(5, 9)))
    if not relevant:
        return words
    return f"{rng.choice(NAMED[language])} {rng.choice(ACTS[language])} {words}"


def text(rng, language, size):
    """About so many characters in paragraphs."""
    words, paragraphs = WORDS[language], []
    while size > 0:
        paragraph = " ".join(rng.choices(words, k=rng.randint(40, 90)))
        size -= len(paragraph) + 7
        paragraphs.append(f"<p>{paragraph}.</p>")
    return "".join(paragraphs)


def make_feed(number, items, share):
    """One body: RSS four times in five, a third Arabic, two in five with full text."""
    rng = random.Random(number)
    language = "ar" if number % 3 == 0 else "en"
    full, atom = rng.random() < 0.4, number % 5 == 4
    rows, gap = [], rng.choice((20, 47, 120, 360, 720))  # minutes: some write all day, some twice
    for n in range(items):
        at = NOW - timedelta(minutes=gap * n + rng.randint(0, gap))
        size = rng.randint(1200, 5200) if full else rng.randint(100, 600)
        title = headline(rng, language, rng.random() < share)
        rows.append((atom_item if atom else rss_item)(number, n, title, text(rng, language, size), at, full))
    head = f"<title>Feed {number}</title>"
    if atom:
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f{number}</id>{head}{"".join(rows)}</feed>'
    else:
        body = (
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{head}<link>https://f{number}.example/</link>'
            f"<description>d</description><language>{language}</language>{''.join(rows)}</channel></rss>"
        )
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}'.encode()


def rss_item(number, n, title, body, at, full):
    """An RSS item as WordPress writes it."""
    link = f"https://f{number}.example/2026/01/{n}?utm_source=rss"
    short = escape(body[:400])
    whole = f"<content:encoded><![CDATA[{body}]]></content:encoded>" if full else ""
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link><dc:creator>desk</dc:creator>"
        f'<guid isPermaLink="false">https://f{number}.example/?p={n}</guid><pubDate>{format_datetime(at)}</pubDate>'
        f"<description>{short if full else escape(body)}</description>{whole}<category>News</category></item>\n"
    )


def atom_item(number, n, title, body, at, full):
    """An Atom entry."""
    link, kind = f"https://f{number}.example/2026/01/{n}", "content" if full else "summary"
    return (
        f'<entry><id>urn:f{number}:{n}</id><title type="html">{escape(title)}</title><link href="{link}"/>'
        f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated><author><name>desk</name></author>"
        f'<{kind} type="html">{escape(body)}</{kind}></entry>\n'
    )


def address(number):
    """A loopback address for each feed, as if each had a host of its own."""
    return f"127.{1 + number // 62_500}.{1 + number // 250 % 250}.{1 + number % 250}"


# The server: a process of its own, which answers from memory.


def serve(feeds, items, share):
    """Serves until its stdin closes; prints its port, then what it answered for each line it is sent."""
    bodies = {f"/{n}.xml": make_feed(n, items, share) for n in range(feeds)}
    served, latency = {"200": 0, "304": 0}, [0.0]

    async def answer(reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        if latency[0]:
            await asyncio.sleep(latency[0])
        path = head.split(" ", 2)[1]
        body, tag = bodies[path], f'"{path[1:]}"'
        same = f"if-none-match: {tag}".lower() in head.lower()
        served["304" if same else "200"] += 1
        start = f"HTTP/1.1 304 Not Modified\r\nETag: {tag}" if same else f"HTTP/1.1 200 OK\r\nETag: {tag}"
        kind = "" if same else f"\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}"
        writer.write(f"{start}{kind}\r\nConnection: close\r\n\r\n".encode() + (b"" if same else body))
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()

    async def run():
        first = await asyncio.start_server(answer, address(0), 0, backlog=2048)
        port = first.sockets[0].getsockname()[1]
        for number in range(1, feeds):
            await asyncio.start_server(answer, address(number), port, backlog=16)
        print(json.dumps({"port": port, "bytes": sum(map(len, bodies.values()))}), flush=True)
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            latency[0] = float(line)
            print(json.dumps(served), flush=True)
            served.update({"200": 0, "304": 0})

    asyncio.run(run())


# Memory and lateness.


class Watch(threading.Thread):
    """Samples a process and all below it from outside: peak of their PSS together, and their CPU time."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.cpu, self._end = pid, 0, {}, threading.Event()

    def run(self):
        while not self._end.wait(0.2):
            found = family(self.pid)
            self.peak = max(self.peak, sum(map(pss, found)))
            self.cpu.update({p: seconds for p in found if (seconds := cpu(p))})

    def stop(self):
        self._end.set()
        self.join()
        return {"peak": self.peak / 1024, "cpu": sum(self.cpu.values())}


def cpu(pid):
    """Seconds of CPU time so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family(pid):
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = task.read_text().split()
        except OSError:
            continue
        for child in below:
            found += family(int(child))
    return found


def pss(pid):
    """Proportional set size in kB."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


async def tick(lateness):
    """Notes how late a 10 ms ticker comes."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + 0.01
        await asyncio.sleep(0.01)
        lateness.append(loop.time() - due)


# Ours.


def build_annotator():
    """The annotator of the packed data; also in worker processes."""
    from intel.annotate import Annotator
    from intel.gazetteer import parse_places
    from intel.roster import parse_roster

    roster = parse_roster([("actors.yaml", (ROOT / "actors.yaml").read_text(encoding="utf-8"))])
    return Annotator(roster, parse_places("places.yaml", (ROOT / "places.yaml").read_text(encoding="utf-8")))


def ours(db, feeds, port, analysis, concurrency):
    """One forced round; prints its figures."""
    from bot.jobs.garbage import keep_what_is_loaded
    from bot.jobs.poll import polling
    from bot.jobs.ports import Ports
    from feeds.fetch import Fetcher
    from model.feed import Feed, FeedList, Outlet
    from store import Store

    outlets = {f"o{n}": Outlet(f"o{n}", f"Outlet {n}", f"o{n}") for n in range(feeds)}
    urls = {f"f{n}": f"http://{address(n)}:{port}/{n}.xml" for n in range(feeds)}
    known = {
        i: Feed(i, url, "ar" if n % 3 == 0 else "en", f"o{n}", private=True) for n, (i, url) in enumerate(urls.items())
    }
    annotator = build_annotator() if analysis else None
    keep_what_is_loaded()  # as `run` does

    async def run():
        lateness = []
        ticker = asyncio.create_task(tick(lateness))
        with Store.open(db, lambda: datetime.now(UTC)) as store:
            async with Fetcher() as fetcher:
                ports = Ports(lambda: datetime.now(UTC), random.random, fetcher.get)
                opened = polling(
                    FeedList(outlets, known), store, annotator, ports, owner="bench", concurrency=concurrency,
                    make=build_annotator if analysis else None,
                )  # fmt: skip
                async with opened as poller:
                    begin = time.perf_counter()
                    result = await poller.round(force=True)
                    took = time.perf_counter() - begin
        ticker.cancel()
        return result, took, lateness

    result, took, lateness = asyncio.run(run())
    lateness.sort()
    late = lateness[int(len(lateness) * 0.999)] if lateness else 0
    print(json.dumps({
        "seconds": took, "late": late * 1000,
        "answered": result.answered, "unchanged": result.unchanged, "new": result.taken.new,
        "passed": result.taken.passed, "worst": lateness[-1] * 1000 if lateness else 0,
    }))  # fmt: skip


# Theirs: lemon24/reader by its public interface, in whatever Python has it.

READER = """
import json, sys, time
sys.path.insert(0, sys.argv[6])
from benchmarks.polling import address
from reader import make_reader
db, feeds, port, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
reader = make_reader(db)
if sys.argv[5] == "first":
    for n in range(feeds):
        reader.add_feed(f"http://{address(n)}:{port}/{n}.xml")
begin = time.perf_counter()
good = sum(1 for r in reader.update_feeds_iter(scheduled=False, workers=workers) if not isinstance(r.value, Exception))
took = time.perf_counter() - begin
print(json.dumps({"seconds": took, "answered": good,
                  "items": reader.get_entry_counts().total}))
"""


class Bench:
    """Runs phases and keeps their figures."""

    def __init__(self, options, folder):
        self.options, self.folder, self.rows = options, folder, []
        arguments = [str(options.feeds), str(options.items), str(options.share)]
        self.server = subprocess.Popen(
            [sys.executable, __file__, "--serve", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        hello = json.loads(self.server.stdout.readline())
        self.port, self.bytes = hello["port"], hello["bytes"]

    def latency(self, seconds):
        """Sets the server's latency; gives what it answered since the last time."""
        self.server.stdin.write(f"{seconds}\n")
        self.server.stdin.flush()
        return json.loads(self.server.stdout.readline())

    def ours(self, label, db, analysis, concurrency=50, latency=0.0):
        """One phase of ours."""
        arguments = ["--ours", str(self.folder / db), str(self.options.feeds), str(self.port), str(int(analysis))]
        return self._phase(label, [sys.executable, __file__, *arguments, str(concurrency)], latency)

    def theirs(self, label, db, kind, workers):
        """One phase of reader."""
        arguments = [str(self.folder / db), str(self.options.feeds), str(self.port), str(workers), kind, str(ROOT)]
        return self._phase(label, [self.options.reader_python, "-c", READER, *arguments], 0.0)

    def _phase(self, label, command, latency):
        self.latency(latency)
        running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        watch = Watch(running.pid)
        watch.start()
        out, _ = running.communicate()
        if running.returncode:
            raise SystemExit(f"{label}: ended with status {running.returncode}")
        row = json.loads(out.splitlines()[-1]) | watch.stop() | {"label": label, "served": self.latency(0.0)}
        self.rows.append(row)
        print(line(row), flush=True)
        return row


def line(row):
    """One row of the table."""
    served = " + ".join(f"{n} x {status}" for status, n in row["served"].items() if n)
    late = f"{row['late']:6.1f} ms" if "late" in row else "        -"
    return f"{row['label']:44} {row['seconds']:7.2f} s {row['cpu']:7.2f} s  {row['peak']:6.1f} MB  {late}  {served}"


def has_reader(python):
    """Whether that Python has the peer."""
    return subprocess.run([python, "-c", "import reader"], capture_output=True, check=False).returncode == 0


def main():
    """All phases, then the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--share", type=float, default=0.05, help="of items that name a faction")
    parser.add_argument("--reader-python", default=sys.executable)
    parser.add_argument("--serve", nargs=3)
    parser.add_argument("--ours", nargs=5)
    options = parser.parse_args()
    if options.serve:
        return serve(int(options.serve[0]), int(options.serve[1]), float(options.serve[2]))
    if options.ours:
        db, feeds, port, analysis, concurrency = options.ours
        return ours(db, int(feeds), int(port), analysis == "1", int(concurrency))
    with tempfile.TemporaryDirectory() as folder:
        compare(Bench(options, Path(folder)), options)
    return None


def compare(bench, options):
    """Runs every phase and prints the ratios that the figures to reach are about."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"feedparser {version('feedparser')}, aiohttp {version('aiohttp')}")  # fmt: skip
    size = f"{bench.bytes / 1e6:.1f} MB"
    print(f"{options.feeds} feeds of {options.items} items, {size}, {options.share:.0%} name a faction")
    print(f"{'phase':44} {'wall':>9} {'CPU':>9}  {'peak PSS':>9}  {'late p99.9':>9}  server saw")
    plain = bench.ours("first poll, no analysis", "plain.db", False)
    same = bench.ours("all 304", "plain.db", False)
    slow = bench.ours("all 304, 100 ms latency, 50 at once", "plain.db", False, latency=0.1)
    full = bench.ours("first poll, with analysis", "full.db", True)
    if not has_reader(options.reader_python):
        print("reader is not installed here: pip install reader, or --reader-python PATH")
        return
    theirs = bench.theirs("reader: first poll, workers=1", "reader.db", "first", 1)
    theirs_same = bench.theirs("reader: all 304, workers=1", "reader.db", "again", 1)
    bench.theirs("reader: first poll, workers=10", "reader10.db", "first", 10)
    floor = options.feeds / 50 * 0.1
    items = options.feeds * options.items
    print(f"\nfirst poll without analysis: {theirs['seconds'] / plain['seconds']:.1f} times as fast as reader")
    print(f"first poll with analysis:    {theirs['seconds'] / full['seconds']:.1f} times as fast as reader without any")
    print(f"all 304:                     {theirs_same['seconds'] / same['seconds']:.1f} times as fast as reader")
    print(f"all 304 at 100 ms:           {slow['seconds'] / floor:.2f} times the latency floor of {floor:.1f} s")
    print(f"items read and stored:       {items / plain['seconds']:,.0f} a second")


if __name__ == "__main__":
    main()
