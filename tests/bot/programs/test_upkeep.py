"""Copies of the store, counts and search proven, items read anew: as an operator does it at a shell."""

import os
import platform
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from model.delivery import Channel
from model.subscription import Subscription
from store import Lock, Store
from tests.program import factionwatch, one_sentence


def _clock():
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a store of three items, brought in by `import`."""
    tmp_path = tmp_path_factory.mktemp("made")
    (tmp_path / "a.txt").write_text("Kataib Hezbollah claims rocket attack on Ain al-Asad base\nNobody was hurt.\n")
    (tmp_path / "b.txt").write_text("Badr Organization leader meets Iraqi prime minister in Baghdad\n")
    (tmp_path / "c.txt").write_text("Zebra Wing claims a drone attack near Erbil beside Asaib Ahl al-Haq\n")
    ran = factionwatch("import", "a.txt", "b.txt", "c.txt", folder=tmp_path)
    assert ran.status == 0, ran.err
    return tmp_path


@pytest.fixture
def folder(made, tmp_path):
    """A copy of it for each test."""
    return shutil.copytree(made, tmp_path / "folder")


def _stories(folder):
    with Store.open(folder / "factionwatch.db", _clock) as store, store.read() as q:
        return {s.headline: s for s in q.stories.page(limit=500).stories if not s.history}


def test_a_copy_is_made_and_brought_back(folder):
    """What was stored after the copy is gone again; the former store is kept beside it."""
    made = factionwatch("backup", "copy.db", folder=folder)
    (folder / "d.txt").write_text("Harakat Hezbollah al-Nujaba vows to answer strike\n")
    factionwatch("import", "d.txt", folder=folder)
    back = factionwatch("restore", "copy.db", folder=folder)

    assert (made.status, back.status) == (0, 0)
    assert "a whole copy" in made.out
    assert "the former store is factionwatch.db.before-restore" in back.out
    assert len(_stories(folder)) == 3
    assert (folder / "factionwatch.db.before-restore").exists()
    assert (folder / "copy.db").stat().st_mode & 0o077 == 0


def test_nothing_is_restored_under_a_running_bot(folder):
    """It names who runs."""
    factionwatch("backup", "copy.db", folder=folder)
    with Lock(folder / "factionwatch.db", _clock, host=platform.node(), pid=os.getpid()):
        ran = factionwatch("restore", "copy.db", folder=folder)

    assert ran.status == 1
    assert f"process {os.getpid()}" in one_sentence(ran.err)


@pytest.mark.parametrize(
    "arguments", [("backup", "x/y.db"), ("backup", "a.txt"), ("restore", "a.txt"), ("restore", "none")]
)
def test_a_wrong_file_is_refused_in_a_sentence(folder, arguments):
    """And left alone."""
    before = (folder / "a.txt").read_bytes()
    ran = factionwatch(*arguments, folder=folder)

    assert ran.status == 1
    assert arguments[1].split("/")[0] in one_sentence(ran.err)
    assert (folder / "a.txt").read_bytes() == before


def test_a_sound_store_is_said_to_be_sound(folder):
    """Counts, search and file; status 0."""
    ran = factionwatch("rebuild", "--verify", folder=folder)

    assert (ran.status, ran.out) == (0, "counts and search are as they should be; the file is sound\n")


def test_wrong_counts_are_found_and_put_right(folder):
    """--verify only tells, with status 1; without it they are mended."""
    with sqlite3.connect(folder / "factionwatch.db") as raw:
        raw.execute("update actor_day set n = n + 7 where actor = 'badr-organization'")
        raw.execute("delete from words where rowid = (select max(rowid) from words)")
    raw.close()

    told = factionwatch("rebuild", "--verify", folder=folder)
    mended = factionwatch("rebuild", folder=folder)
    after = factionwatch("rebuild", "--verify", folder=folder)

    assert (told.status, mended.status, after.status) == (1, 0, 0)
    assert "badr-organization" in told.out
    assert told.out.splitlines()[-1] == "2 wrong"
    assert mended.out.splitlines()[-1] == "2 put right"


def test_where_no_store_is_none_is_made(tmp_path):
    """Looking makes nothing."""
    ran = factionwatch("rebuild", "--verify", folder=tmp_path)

    assert ran.status == 2
    assert "no store" in one_sentence(ran.err)
    assert not (tmp_path / "factionwatch.db").exists()


NEW_FACTION = """
actors:
- id: zebra-wing
  name: Zebra Wing
  kind: facade
  names:
    en: [Zebra Wing]
"""


def _reannotated(folder):
    (folder / "more.yaml").write_text(NEW_FACTION)
    setting = os.pathsep.join(("builtin", "more.yaml"))
    return factionwatch("reannotate", folder=folder, FACTIONWATCH_ACTORS=setting)


def test_a_new_faction_is_found_in_old_items(folder):
    """Stories keep their ids and are told anew; a second walk has nothing to do; counts stay true."""
    before = _stories(folder)
    ran = _reannotated(folder)
    after = _stories(folder)
    again = _reannotated(folder)

    assert ran.status == 0, ran.err
    assert ran.out == "3 items read anew: 1 name others now, 1 stories are told otherwise\n"
    assert {h: s.id for h, s in before.items()} == {h: s.id for h, s in after.items()}
    (zebra,) = [s for h, s in after.items() if h.startswith("Zebra")]
    assert set(zebra.actors) == {"zebra-wing", "asaib-ahl-al-haq"}
    assert again.out == "every item was read by these names and rules already\n"
    assert factionwatch("rebuild", "--verify", folder=folder).status == 0


def test_what_was_taken_back_stays_taken_back(folder):
    """A correction outlives reading anew."""
    with Store.open(folder / "factionwatch.db", _clock) as store, store.read() as q:
        (item,) = [i for i in q.items.newest(10) if i.document.title.startswith("Badr")]
    done = factionwatch("correct", str(item.id), "--not", "badr-organization", folder=folder)
    ran = _reannotated(folder)

    assert (done.status, ran.status) == (0, 0), done.err + ran.err
    with Store.open(folder / "factionwatch.db", _clock) as store, store.read() as q:
        assert q.items.annotation(item.id).actors == ()
        assert {c.actor for c in q.corrections.of(item.id)} == {"badr-organization"}


def test_nothing_is_posted_for_what_is_read_anew(folder):
    """A channel that wants everything hears nothing of it."""
    with Store.open(folder / "factionwatch.db", _clock) as store:

        def subscribe(q):
            number = q.channels.ensure(Channel("discord", "G1", "C1")).number
            q.subscriptions.save(number, Subscription("all", channel=number, since=_clock() - timedelta(days=9)))

        store.write(subscribe)
    _reannotated(folder)

    with Store.open(folder / "factionwatch.db", _clock) as store, store.read() as q:
        assert dict(q.outbox.counts()) == {}
