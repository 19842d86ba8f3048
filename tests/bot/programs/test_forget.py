"""Somebody asks to be forgotten: everything about him goes, what was published stays."""

import shutil
from datetime import UTC, datetime

import pytest

from bot import wiring
from bot.command import Asker
from bot.settings import Settings
from model.delivery import Channel, Draft
from model.installation import Installation
from model.subscription import Subscription
from store import Store
from store.secrets import Secrets, beside
from store.stories import Filter
from tests.program import factionwatch, one_sentence

ANN = Asker("discord", "G1", "C1", "U4711", direct=False)
BOB = Asker("discord", "G1", "C1", "U4712", direct=False)
CAT = Asker("discord", "G2", "C9", "U4711", direct=False)
DESK, ROOM = Channel("discord", "G1", "C1"), Channel("discord", "G2", "C9")
DIRECT = Channel("discord", "", "D77")


def _clock():
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store in which Ann and Bob asked, subscribed and complained in two servers; Ann in a direct message too."""
    folder = tmp_path_factory.mktemp("made")
    path = folder / "factionwatch.db"
    with wiring.opened(Settings(db=str(path)), _clock) as bot:
        for asker in (ANN, BOB, CAT):
            bot.reply("/digest badr", asker)
        with bot.store.read() as q:
            story = q.stories.page(limit=1).stories[0].id
        for asker in (ANN, BOB, CAT):
            bot.reply(f'/wrong {story} what:wrong-event note:"{asker.user} says so"', asker)
        bot.store.write(_subscribe)
    secrets = Secrets(beside(path), _clock)
    secrets.save(Installation("slack", "T1", "xoxb-kept", "B1", "A1"))
    secrets.close()
    return folder


@pytest.fixture
def folder(made, tmp_path):
    """A copy of it for each test."""
    return shutil.copytree(made, tmp_path / "folder")


def _subscribe(q):
    for channel, who in ((DESK, ANN), (ROOM, CAT), (DIRECT, ANN)):
        number = q.channels.ensure(channel).number
        q.subscriptions.save(number, Subscription("all", who=who.user))
        q.outbox.put([Draft(number, "story:s-a", "story", f"k{number}", _clock())])


def _everything(folder):
    """Subscribers by channel, reporters, and every byte of the file."""
    path = folder / "factionwatch.db"
    with Store.open(path, _clock) as store, store.read() as q:
        channels = {one.channel: [s.who for s in q.subscriptions.of(one.number)] for one in q.channels.all()}
        reports = {one.who: one.detail for one in q.reports.newest()}
        stories = q.stories.count(Filter())
    return channels, reports, stories, path.read_bytes()


def test_a_server_is_forgotten_and_others_are_not(folder):
    before = _everything(folder)
    ran = factionwatch("forget", "discord:G1", "--yes", folder=folder)

    channels, reports, stories, content = _everything(folder)
    assert ran.status == 0, ran.err
    assert "1 channel, 1 post on record, 2 digests asked for, 2 names on reports" in ran.out
    assert channels == {ROOM: ["U4711"], DIRECT: ["U4711"]}
    assert reports == {"": "", "discord:G2/U4711": "U4711 says so"}
    assert stories == before[2]
    assert b"U4712" in before[3]
    assert b"U4712" not in content


def test_a_person_is_forgotten_in_every_server(folder):
    """His direct messages go whole; a channel keeps what he set up for it, without his name."""
    ran = factionwatch("forget", "discord", "--user", "U4711", "--yes", folder=folder)

    channels, reports, _, content = _everything(folder)
    assert ran.status == 0, ran.err
    assert channels == {DESK: [""], ROOM: [""]}
    assert set(reports) == {"", "discord:G1/U4712"}
    assert b"U4711" not in content
    assert b"U4712" in content


def test_a_person_is_forgotten_in_one_server_only(folder):
    factionwatch("forget", "discord:G2", "--user", "U4711", "--yes", folder=folder)

    channels, reports, _, _ = _everything(folder)
    assert channels == {DESK: ["U4711"], ROOM: [""], DIRECT: ["U4711"]}
    assert set(reports) == {"", "discord:G1/U4711", "discord:G1/U4712"}


def test_a_channel_is_forgotten(folder):
    ran = factionwatch("forget", "discord:G2/C9", "--yes", folder=folder)

    assert "1 channel, 1 post on record" in ran.out
    assert set(_everything(folder)[0]) == {DESK, DIRECT}


def test_a_workspaces_token_goes_with_it(folder):
    ran = factionwatch("forget", "slack:T1", "--yes", folder=folder)

    secrets = Secrets(beside(folder / "factionwatch.db"), _clock)
    assert "1 token" in ran.out
    assert secrets.find("slack", "T1") is None
    secrets.close()


def test_nothing_goes_before_it_was_said_twice(folder):
    """Without --yes it is only told what would go."""
    before = _everything(folder)
    ran = factionwatch("forget", "discord:G1", folder=folder)

    assert ran.status == 0
    assert "Nothing is deleted yet; --yes deletes it for good." in ran.out
    assert _everything(folder)[:3] == before[:3]


def test_who_is_not_known_cannot_be_forgotten(folder):
    """The answer may go to who asked for it."""
    ran = factionwatch("forget", "slack:T9", "--user", "U_", "--yes", folder=folder)

    assert (ran.status, ran.out) == (0, "nothing is stored about slack:T9, user U_\n")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (["desk"], "desk is no place"),
        (["discord"], "name one, or somebody with --user"),
        (["discord:G1/C1", "--user", "U1"], "--user takes a server"),
    ],
)
def test_a_place_that_cannot_be_is_told(folder, where, said):
    ran = factionwatch("forget", *where, "--yes", folder=folder)

    assert ran.status == 2
    assert said in one_sentence(ran.err)


def test_no_store_is_made_to_forget_in(tmp_path):
    ran = factionwatch("forget", "discord:G1", folder=tmp_path)

    assert ran.status == 2
    assert "there is no store" in one_sentence(ran.err)
    assert not (tmp_path / "factionwatch.db").exists()
