"""The web view shows what was published, as pages, JSON and CSV; users, channels and deliveries are out of reach."""

import asyncio
import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from functools import cache
from pathlib import Path

import httpx
import pytest

pytest.importorskip("datasette", reason="the extra `web` is not installed")

from bot.web.rules import Site
from bot.web.site import build, guarded
from feeds.config import parse_feeds
from intel.roster import parse_roster
from store import Store
from store.public import QUESTIONS, VIEWS
from tests.program import TOP, factionwatch
from tests.store.samples import a_story, take

KH = "kataib-hezbollah"
OPEN = {"items", "reports", "stories", "story_links", "actor_day", "feed_day"}
SECRET = "PRIVATE-4711"


@cache
def _lists():
    roster = parse_roster([("actors.yaml", (TOP / "actors.yaml").read_text(encoding="utf-8"))])
    return roster, parse_feeds([("feeds.yaml", (TOP / "feeds.yaml").read_text(encoding="utf-8"))])


def _plant(path):
    """A row in every private table, our secret in each of its texts; and in private columns of the others."""
    raw = sqlite3.connect(path)
    tables = [row[0] for row in raw.execute("select name from sqlite_master where type = 'table'")]
    private = [t for t in tables if t not in OPEN and not t.startswith(("words", "sqlite_", "_sqlite"))]
    for table in private:
        columns = raw.execute(f"pragma table_info({table})").fetchall()
        values = [SECRET if c[2].lower() == "text" else (b"x" if c[2].lower() == "blob" else 99) for c in columns]
        raw.execute(f"insert or ignore into {table} values ({','.join('?' * len(values))})", values)
    raw.commit()
    raw.close()
    return private


@pytest.fixture
def store(tmp_path, noon):
    with Store.open(tmp_path / "factionwatch.db", noon) as opened:
        now = noon()
        opened.write(
            lambda q: take(q, "a", KH, at=now - timedelta(hours=1), title="<b>Rockets</b> & smoke", words="rockets")
        )
        opened.write(
            lambda q: take(q, "b", at=now - timedelta(days=2), title="كتائب حزب الله", link="javascript:alert(1)")
        )
        yield opened


@pytest.fixture
def get(store, noon):
    """Asks for a page; the answer."""
    roster, feeds = _lists()
    app = guarded(build(Site(store, roster, feeds, noon)).app())

    def get(path, method="GET"):
        async def ask():
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
                return await client.request(method, path)

        return asyncio.run(ask())

    return get


def test_the_home_page_shows_stories_activity_actors_and_questions(get):
    """With links to the sources; what feeds say is text, never markup."""
    page = get("/")

    assert page.status_code == 200
    for words in ("Headline s-a", "Kataib Hezbollah", "2 in all, 1 on the busiest day", "What happened at a place?"):
        assert words in page.text
    assert page.text.count("<rect") == 90
    assert 'href="https://a.example/a"' in page.text
    assert "javascript:" not in page.text


def test_the_documented_past_stands_with_its_day_and_no_mark(get, store, noon):
    """Nobody saw it in a feed: the hour and the grade of its source would be made up."""
    store.write(lambda q: q.stories.save(a_story("old", KH, at=noon() - timedelta(days=1), history=True)))
    page = get("/")
    told = page.text[page.text.index("Headline old") :].split("</li>")[0]

    assert f"{noon() - timedelta(days=1):%Y-%m-%d}</time>" in told
    assert "documented past" in told
    assert "Admiralty" not in told


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_a_page_json_and_csv(get, view):
    """Three forms of the same rows; facets where there is something to choose."""
    page, rows, csv = (
        get(f"/factionwatch/{view}"),
        get(f"/factionwatch/{view}.json?_shape=objects"),
        get(f"/factionwatch/{view}.csv"),
    )

    assert [page.status_code, rows.status_code, csv.status_code] == [200, 200, 200]
    assert "facet" in page.text
    assert list(rows.json()["rows"][0]) == csv.text.splitlines()[0].split(",")


def test_what_feeds_say_is_never_markup(get):
    """Titles with tags are shown as they were written; a script address is no link."""
    page = get("/factionwatch/items").text

    assert "&lt;b&gt;Rockets&lt;/b&gt; &amp; smoke" in page
    assert "<b>Rockets" not in page
    assert 'href="javascript:' not in page


def test_every_question_is_a_page(get):
    """Found by its name, in words; answered with values."""
    for name in QUESTIONS:
        answer = get(f"/factionwatch/{name}.json?actor={KH}&place=baghdad&words=rockets&days=30")
        assert (answer.status_code, answer.json()["ok"]) == (200, True), name
    assert [
        row[0][:10] for row in get(f"/factionwatch/what-did-a-faction-do.json?actor={KH}&days=9").json()["rows"]
    ] == ["2026-03-01"]


def test_no_private_table_can_be_read(get, store):
    """By name, by SQL, by a filter, by a search in another table, by a facet; nor does any page hold their texts."""
    private = _plant(store.path)
    assert {"subscriptions", "channels", "outbox", "reader_reports", "actions", "meta", "corrections"} <= set(private)
    for table in private:
        for path in (f"/factionwatch/{table}", f"/factionwatch/{table}.json", f"/factionwatch/{table.upper()}.csv"):
            assert get(path).status_code in (403, 404), path
        answers = [
            get(f"/factionwatch.json?sql=select+*+from+{table}"),
            get(f"/factionwatch/items.json?_where=id+in+(select+1+from+{table})"),
            get(f"/factionwatch/items.json?_through={json.dumps({'table': table, 'column': 'who', 'value': 'x'})}"),
            get(f"/factionwatch/items.json?_search=x&_fts_table={table}&_fts_pk=rowid"),
        ]
        assert all(a.status_code >= 400 or SECRET not in a.text for a in answers)
        assert [a.status_code for a in answers[:2]] == [403, 403]


def test_no_page_holds_a_private_text(get, store):
    """Every page that can be reached by links from the home page is looked through."""
    _plant(store.path)
    todo, seen = ["/"], set()
    while todo and len(seen) < 120:
        path = todo.pop()
        seen.add(path)
        page = get(path)
        assert page.status_code == 200, path
        assert SECRET not in page.text, path
        found = re.findall(r'href="(?:http://127\.0\.0\.1)?(/[^"#]*)"', page.text)
        todo += [f.replace("&amp;", "&") for f in found if f.replace("&amp;", "&") not in {*seen, *todo}]
    assert len(seen) > 40


ABOUT = [
    "/-/databases.json",
    "/-/settings",
    "/-/plugins",
    "/-/metadata.json",
    "/-/threads",
    "/-/permissions",
    "/-/actor",
    "/-/logout",
    "/-/messages",
    "/_internal",
    "/_memory",
    "/_internal/databases.json",
    "/factionwatch.db",
]


@pytest.mark.parametrize("path", ABOUT)
def test_pages_about_the_server_are_not_served(get, path):
    """They tell paths and settings."""
    assert get(path).status_code in (403, 404)


def test_only_reading_is_answered(get):
    """There is nothing to send here."""
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert get("/factionwatch/items", method).status_code == 404


def test_pages_load_nothing_foreign(get):
    """Said in a header, and true of the home page."""
    page = get("/")

    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert not re.findall(r'(?:src|<link[^>]+href)="(?:https?:)?//', page.text)


def test_an_unknown_page_is_one_sentence(get, capfd):
    """No traceback, on the page or in the log."""
    page = get("/factionwatch/nothing")

    assert page.status_code == 404
    assert "Traceback" not in page.text + "".join(capfd.readouterr())


def test_an_address_that_is_none_is_refused(tmp_path):
    """In a sentence, status 2."""
    ran = factionwatch("web", "--at", "nowhere", folder=tmp_path)

    assert ran.status == 2
    assert ran.err.startswith("factionwatch: nowhere is no address; write host:port")


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def served(store, tmp_path):
    """The program itself, on a port of its own."""
    port = _free_port()
    command = [sys.executable, "-m", "bot", "web", "--at", f"127.0.0.1:{port}"]
    environment = {"PYTHONPATH": str(TOP), "PATH": "/usr/bin:/bin", "FACTIONWATCH_DB": str(store.path)}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE)
    assert b"Ctrl-C ends" in process.stderr.readline()
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.communicate(timeout=20)


def test_the_home_page_stands_in_a_browser(served, tmp_path):
    """Chromium draws it: text, and a chart that is more than one colour."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no Chromium here")
    picture = tmp_path / "home.png"
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--window-size=1200,1000",
    ]
    dom = subprocess.run([chromium, *flags, "--dump-dom", f"{served}/"], capture_output=True, timeout=60, check=True)
    subprocess.run(
        [chromium, *flags, f"--screenshot={picture}", f"{served}/"], capture_output=True, timeout=60, check=True
    )

    assert b"Latest stories" in dom.stdout
    assert _colours(picture) > 20


def _colours(picture: Path) -> int:
    import matplotlib.image

    pixels = matplotlib.image.imread(picture)
    return len({tuple(p) for p in pixels.reshape(-1, pixels.shape[-1]).round(2).tolist()})
