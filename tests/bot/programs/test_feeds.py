"""`factionwatch feeds` and `factionwatch import`, as an operator meets them."""

import io
import json

import pytest

from bot.cli import main
from tests.fakes.web import Web, redirect, reply, rss

KH = "Kataib Hezbollah says it will answer the strike"


@pytest.fixture
def web():
    with Web() as server:
        yield server


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty folder to work in, with an empty list of feeds of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FACTIONWATCH_FEEDS", "mine.yaml")
    (tmp_path / "mine.yaml").write_text("# mine\nversion: 1\nfeeds:\n", encoding="utf-8")
    return tmp_path


def declare(home, **feeds):
    rows = "".join(
        f"  - id: {name}\n    url: {url}\n    language: en\n    name: {name}\n    private: true\n"
        for name, url in feeds.items()
    )
    (home / "mine.yaml").write_text(f"version: 1\nfeeds:\n{rows}", encoding="utf-8")


def test_a_feed_is_found_shown_added_and_its_items_taken_with_one_get(web, home, capsys):
    """miniflux#2128: the page is asked once, its feed once, and nothing again."""
    web.serve("/", '<html><head><link rel="alternate" type="application/rss+xml" href="/f.xml"></head></html>')
    web.serve("/f.xml", rss(KH, "Weather", title="The: Outlet", home=web.url("/")))
    assert main(["feeds", "add", web.url("/"), "--private", "--yes"]) == 0
    out = capsys.readouterr().out
    assert "The: Outlet" in out
    assert "Kataib Hezbollah" in out.splitlines()[2]
    assert "1 of 2 items name somebody" in out
    assert "1 new item" in out
    text = (home / "mine.yaml").read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert 'name: "The: Outlet"' in text
    assert (len(web.asked("/")), len(web.asked("/f.xml"))) == (1, 1)
    assert main(["feeds", "add", web.url("/f.xml"), "--private", "--yes"]) == 2
    assert "is there already" in capsys.readouterr().err


def test_a_no_changes_nothing(web, home, monkeypatch, capsys):
    """The operator decides."""
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    before = (home / "mine.yaml").read_text(encoding="utf-8")
    assert main(["feeds", "add", web.serve("/f.xml", rss(KH)), "--private"]) == 0
    assert (home / "mine.yaml").read_text(encoding="utf-8") == before


def test_where_there_is_no_feed_it_is_said(web, home, capsys):
    """With the places that were tried."""
    web.serve("/", "<html><body>nothing here</body></html>")
    assert main(["feeds", "add", web.url("/"), "--private", "--yes"]) == 2
    assert "no feed was found" in capsys.readouterr().err


def test_the_list_tells_what_is_wrong_with_a_feed(web, home, capsys):
    """State, last success, next try, items, the error in words and what to do."""
    web.at("/gone", reply(410))
    web.serve("/page", "<html><body>moved</body></html>")
    web.at("/old", redirect("/new", 301))
    web.serve("/new", rss(KH))
    declare(home, good=web.serve("/f", rss("Badr Organization rejects the plan")), gone=web.url("/gone"),
            page=web.url("/page"), moved=web.url("/old"))  # fmt: skip
    assert main(["poll", "--all"]) == 0
    assert main(["poll", "--all"]) == 0
    capsys.readouterr()
    assert main(["feeds"]) == 0
    rows = capsys.readouterr().out
    assert "good   fine" in rows
    assert "the server says it is gone for good (410)" in rows
    assert "failed 2 times in a row: an HTML page came instead of a feed" in rows
    assert f"url: {web.url('/new')}" in rows


def test_a_feed_that_cannot_be_added_ends_with_the_status_of_a_failure(web, home, capsys):
    """Whatever number the server answered with, and 1 too where it answered nothing."""
    web.at("/missing", reply(404))
    assert main(["feeds", "add", web.url("/missing"), "--private", "--yes"]) == 1
    assert "the server answered 404" in capsys.readouterr().err
    assert main(["feeds", "add", web.url("/missing"), "--yes"]) == 1
    assert "If it is yours, add it with --private." in capsys.readouterr().err


def test_the_list_ends_with_how_many_are_in_which_state(web, home, capsys):
    """So that nobody has to count seventy lines; each failure says what can be done."""
    web.at("/busy", reply(503, Retry_After="3600"))
    web.at("/missing", reply(404))
    web.at("/closed", reply(403))
    web.serve("/text", "hello")
    declare(home, good=web.serve("/f", rss(KH)), busy=web.url("/busy"), missing=web.url("/missing"),
            closed=web.url("/closed"), text=web.url("/text"), dead="http://127.0.0.2:1/f")  # fmt: skip
    main(["feeds"])
    before = capsys.readouterr().out
    assert "6 feeds: 6 new" in before
    assert "now" in before
    assert main(["poll"]) == 0
    capsys.readouterr()
    main(["feeds"])
    rows = capsys.readouterr().out
    assert "6 feeds: 1 fine, 5 failing" in rows
    assert "in 59 min" in next(row for row in rows.splitlines() if row.startswith("busy"))
    for advice in ("left alone until the next try", f"feeds add {web.url('/')[:-1]}`", "FACTIONWATCH_CONTACT",
                   "(connection refused)", "see in a browser"):  # fmt: skip
        assert advice in rows


def test_an_outage_of_ours_is_told_once_and_blamed_on_no_feed(home, capsys):
    """Every feed is missed, none failing, and the reason stands in one line."""
    declare(home, **{f"f{n}": f"http://127.0.0.{n}:1/f" for n in range(2, 6)})
    assert main(["poll"]) == 1
    capsys.readouterr()
    main(["feeds"])
    rows = capsys.readouterr().out
    assert "4 feeds: 4 missed" in rows
    assert rows.count("not reached in the last round") == 1
    assert "is this machine online?" in rows
    assert "failed" not in rows


def test_feeds_that_left_the_list_are_remembered(web, home, capsys):
    """Their items stay, and the list says so."""
    declare(home, one=web.serve("/f", rss(KH)))
    main(["poll"])
    declare(home, two=web.url("/f"))
    main(["feeds"])
    assert "no longer in feeds.yaml, their items are kept: one" in capsys.readouterr().out


def test_opml_goes_out_and_in(web, home, capsys):
    """Known feeds are passed over."""
    declare(home, one="https://one.example/rss")
    main(["feeds", "export"])
    opml = capsys.readouterr().out.replace("</body>", '<outline text="New" xmlUrl="https://two.example/rss"/></body>')
    (home / "list.opml").write_text(opml, encoding="utf-8")
    assert main(["feeds", "import", "list.opml"]) == 0
    assert "1 feed added to mine.yaml; 1 was there already." in capsys.readouterr().out
    assert "two.example" in (home / "mine.yaml").read_text(encoding="utf-8")


def test_what_an_opml_list_holds_besides_feeds_is_said(home, capsys):
    """Nothing is dropped in silence: an address that cannot be polled is named, twins and empty lists are counted."""
    rows = '<outline text="x" xmlUrl="javascript:x"/>' + 2 * '<outline text="a" xmlUrl="https://a.example/rss"/>'
    (home / "list.opml").write_text(f"<opml><body>{rows}<outline text='f'/></body></opml>", encoding="utf-8")
    assert main(["feeds", "import", "list.opml"]) == 0
    out = capsys.readouterr().out
    assert "1 feed added to mine.yaml; 0 were there already." in out
    assert "Left out, as it is no http or https address: javascript:x" in out
    (home / "empty.opml").write_text("<opml><body/></opml>", encoding="utf-8")
    assert main(["feeds", "import", "empty.opml"]) == 0
    assert "Nothing to add" in capsys.readouterr().out


def test_files_are_imported_and_never_posted(home, capsys):
    """JSON lines and articles, once each; a bad line is named and gives status 1."""
    lines = [json.dumps({"id": "1", "title": KH, "published": "2026-01-02", "outlet": "Some outlet"}), "nonsense"]
    (home / "items.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (home / "more").mkdir()
    (home / "more" / "a.txt").write_text("Badr Organization rejects plan\nIt said so in Baghdad.", encoding="utf-8")
    (home / "more" / "b.md").write_text("# Weather\nFair.", encoding="utf-8")
    page = f"<html><head><title>{KH} again</title></head><body><article><p>{KH}</p></article></body></html>"
    (home / "more" / "c.html").write_text(page, encoding="utf-8")
    assert main(["import", "items.jsonl", "more"]) == 1
    printed = capsys.readouterr()
    assert "3 items stored, 1 that name nobody who is followed left out, 0 known already" in printed.out
    assert "items.jsonl line 2: not JSON" in printed.err
    assert main(["import", "more"]) == 0
    assert "0 items stored" in capsys.readouterr().out


def test_what_cannot_be_imported_is_said(home, capsys):
    """Missing files and other kinds of file."""
    assert main(["import", "nowhere.jsonl"]) == 2
    (home / "x.pdf").write_bytes(b"%PDF")
    assert main(["import", "x.pdf"]) == 2
    assert "not .pdf" in capsys.readouterr().err
