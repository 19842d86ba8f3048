"""Bad input is normal input: one clear sentence that names the thing, the right status, no traceback."""

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.fakes.web import Web, cut, endless, reply
from tests.program import factionwatch, one_sentence

FEED = (
    "- {{id: {id}, name: {id}, homepage: 'https://example.org/', language: en, "
    "url: '{url}', private: true, every: 2s}}\n"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("actors: [", "actors.yaml line"),
        ("actors: 5\n", "actors"),
        ("actors:\n- {id: x, name: X, kind: faction, nmaes: {en: [X Y]}}\n", '"nmaes"'),
        ("- 1\n", "actors.yaml"),
        ("\x00", "actors.yaml"),
    ],
)
def test_a_broken_actor_file_is_named_with_the_line(tmp_path, text, said):
    """A mistake in configuration is status 2."""
    (tmp_path / "actors.yaml").write_text(text, encoding="utf-8")

    ran = factionwatch("ask", "/help", folder=tmp_path, FACTIONWATCH_ACTORS="actors.yaml")

    assert ran.status == 2
    assert said in one_sentence(ran.err)


def test_an_unknown_key_of_a_feed_names_the_nearest(tmp_path):
    """feeds.yaml line 5: "evry" is not a setting of a feed; did you mean "every"?"""
    (tmp_path / "feeds.yaml").write_text(
        "feeds:\n- id: x\n  name: X\n  url: https://example.org/\n  evry: 15m\n  language: en\n", encoding="utf-8"
    )

    ran = factionwatch("poll", folder=tmp_path, FACTIONWATCH_FEEDS="feeds.yaml")

    assert ran.status == 2
    assert 'feeds.yaml line 5: "evry" is not a setting of a feed; did you mean "every"?' in one_sentence(ran.err)


@pytest.mark.parametrize("setting", ["FACTIONWATCH_FEEDS", "FACTIONWATCH_ACTORS"])
def test_a_missing_file_is_named(tmp_path, setting):
    """What is not there is said."""
    ran = factionwatch("ask", "/help", folder=tmp_path, **{setting: "gone.yaml"})

    assert ran.status == 2
    assert "gone.yaml" in one_sentence(ran.err)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FACTIONWATCH_LANG", "xx"),
        ("FACTIONWATCH_LOG", "loud"),
        ("FACTIONWATCH_MAX_SUBSCRIPTIONS", "many"),
        ("FACTIONWATCH_UNSURE", "maybe"),
        ("FACTIONWATCH_STORM", "often"),
        ("FACTIONWATCH_HTTP", "here"),
        ("SLACK_BOT_TOKEN", "xoxb-1"),
        ("SLACK_CLIENT_ID", "1.2"),
    ],
)
def test_a_wrong_setting_or_half_a_set_is_named(tmp_path, name, value):
    """Half a set of tokens is an error, not a silent nothing."""
    ran = factionwatch("ask", "/help", folder=tmp_path, **{name: value})

    assert ran.status == 2
    assert name in one_sentence(ran.err)


def _foreign(path):
    with sqlite3.connect(path) as db:
        db.execute("create table things (x)")
    db.close()


def _newer(path):
    factionwatch("ask", "/help", folder=path.parent)
    with sqlite3.connect(path) as db:
        db.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('factionwatch', 'later', '')"
        )
    db.close()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("no database, but long enough to be looked at as one " * 50), "not a database"),
        (_foreign, "another program"),
        (_newer, "newer version"),
        (lambda path: path.mkdir(), "folder"),
    ],
)
def test_a_file_that_is_no_store_of_ours_is_left_alone(tmp_path, make, said):
    """Unreadable, foreign or newer: one sentence, nothing changed."""
    path = tmp_path / "factionwatch.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None

    ran = factionwatch("ask", "/help", folder=tmp_path)

    assert ran.status == 1
    assert said in one_sentence(ran.err)
    assert before is None or path.read_bytes() == before


def test_a_missing_folder_is_named(tmp_path):
    """The store's folder is not made silently."""
    ran = factionwatch("ask", "/help", folder=tmp_path, FACTIONWATCH_DB="nowhere/x.db")

    assert ran.status == 1
    assert "nowhere" in one_sentence(ran.err)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="rights do not bind the superuser")
def test_a_folder_without_write_permission_is_named(tmp_path):
    """Rights are said in words."""
    tmp_path.chmod(0o500)
    try:
        ran = factionwatch("ask", "/help", folder=tmp_path)
    finally:
        tmp_path.chmod(0o700)

    assert ran.status == 1
    assert "rights" in one_sentence(ran.err)


def test_a_locked_store_is_told(tmp_path):
    """Another program that holds the store for longer than we wait is named as the reason."""
    factionwatch("ask", "/help", folder=tmp_path)
    (tmp_path / "feeds.yaml").write_text("feeds:\n" + FEED.format(id="x", url="http://127.0.0.1:9/"), encoding="utf-8")
    holder = sqlite3.connect(tmp_path / "factionwatch.db", isolation_level=None)
    holder.execute("begin exclusive")
    try:
        ran = factionwatch("poll", folder=tmp_path, FACTIONWATCH_FEEDS="feeds.yaml")
    finally:
        holder.execute("rollback")
        holder.close()

    assert ran.status == 1
    assert "locked" in one_sentence(ran.err)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a way to limit file sizes")
def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path):
    """What was stored before is safe."""
    factionwatch("ask", "/help", folder=tmp_path)
    size = (tmp_path / "factionwatch.db").stat().st_size
    small = (
        f"import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size // 2}, {size // 2}));"
        "from bot.cli import main; sys.exit(main(['poll']))"
    )
    import subprocess

    with Web() as web:
        items = "".join(f"<item><title>Kataib Hezbollah {n} {'x' * 900}</title></item>" for n in range(400))
        web.serve("/feed.xml", f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode())
        (tmp_path / "feeds.yaml").write_text(
            "feeds:\n" + FEED.format(id="x", url=web.url("/feed.xml")), encoding="utf-8"
        )
        environment = {
            # what measures coverage could not write its figures either
            **{name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")},
            "FACTIONWATCH_FEEDS": "feeds.yaml",
            "PYTHONPATH": str(Path(__file__).parent.parent),
        }
        done = subprocess.run(
            [sys.executable, "-c", small], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert factionwatch("ask", "/actor badr", folder=tmp_path).out.startswith("Badr Organization")


def test_bad_feeds_are_named_and_stop_no_other(tmp_path):
    """HTML, empty, cut off, endless, refused: each in a sentence; the good one is read."""
    good = "<rss version='2.0'><channel><title>t</title><item><title>Kataib Hezbollah</title></item></channel></rss>"
    with Web() as web:
        web.serve("/good", good.encode())
        web.at("/html", reply(200, b"<!doctype html><html><body><p>Sorry</p></body></html>", Content_Type="text/html"))
        web.at("/empty", reply(200, b""))
        web.at("/cut", cut(good.encode(), 10_000))
        web.at("/endless", endless())
        web.at("/gone", reply(404))
        names = ("good", "html", "empty", "cut", "endless", "gone")
        feeds = "feeds:\n" + "".join(FEED.format(id=n, url=web.url(f"/{n}")) for n in names)
        (tmp_path / "feeds.yaml").write_text(feeds, encoding="utf-8")

        ran = factionwatch("poll", "--all", folder=tmp_path, FACTIONWATCH_FEEDS="feeds.yaml")

    assert ran.status == 0
    assert "1 new item" in ran.out
    told = {line.partition(":")[0]: line for line in ran.err.splitlines()}
    assert set(told) >= {"html", "cut", "endless", "gone"}
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments", [("nothing",), ("poll", "no-such-feed"), ("annotate", "--only", "places"), ("ask",)]
)
def test_a_wrong_call_is_status_2(tmp_path, arguments):
    """Usage errors say what is right."""
    ran = factionwatch(*arguments, folder=tmp_path)

    assert ran.status == 2
    assert ran.err
    assert "Traceback" not in ran.err


def test_a_second_run_is_refused_in_a_sentence(tmp_path):
    """One bot, one store: the refusal names the first."""
    import subprocess

    (tmp_path / "feeds.yaml").write_text("feeds: []\n", encoding="utf-8")
    environment = {**os.environ, "FACTIONWATCH_FEEDS": "feeds.yaml", "PYTHONPATH": str(Path(__file__).parent.parent)}
    first = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        first.stdin.write(b"/help\n")
        first.stdin.flush()
        assert first.stdout.readline() == b"Factionwatch\n"
        second = factionwatch("run", folder=tmp_path, FACTIONWATCH_FEEDS="feeds.yaml")
    finally:
        _, err = first.communicate(timeout=30)

    assert second.status == 1
    assert "already" in one_sentence(second.err)
    assert str(first.pid) in second.err
    assert (first.returncode, err) == (0, b"")


def test_two_that_start_on_one_empty_store_both_live(tmp_path):
    """Migrations and history are loaded once, whoever comes first."""
    import subprocess

    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-m", "bot", "ask", "/events"]
    both = [
        subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    outs = [p.communicate(timeout=60) for p in both]

    assert [p.returncode for p in both] == [0, 0]
    assert outs[0] == outs[1]
    assert outs[0][0].startswith(b"Events")
