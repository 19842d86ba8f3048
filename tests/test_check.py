"""`factionwatch check` names each fault with its remedy."""

from datetime import UTC, datetime, timedelta

from model.delivery import Channel, Draft
from model.feed import FeedState
from store import Store
from tests.program import factionwatch, one_sentence


def _beat(folder, age):
    with Store.open(folder / "factionwatch.db", lambda: datetime.now(UTC) - age) as store:
        store.write(lambda q: q.meta.beat("host", 1))


def test_a_healthy_installation_is_all_ok(tmp_path):
    """Settings, data, disk and store are looked at, each on a line."""
    ran = factionwatch("check", folder=tmp_path)

    assert ran.status == 0
    assert all(line.startswith("ok  ") for line in ran.out.splitlines())
    assert {line.split()[1] for line in ran.out.splitlines()} >= {"settings", "actors", "feeds", "disk", "store"}


def test_each_fault_has_a_remedy(tmp_path):
    """A broken file is named, and what to do."""
    (tmp_path / "actors.yaml").write_text("actors: [")

    ran = factionwatch("check", folder=tmp_path, FACTIONWATCH_ACTORS="actors.yaml")

    assert ran.status == 1
    fault = next(line for line in ran.out.splitlines() if line.startswith("!!"))
    assert "actors.yaml line" in fault
    assert "mend the file named" in fault


def test_alive_reads_the_heartbeat(tmp_path):
    """Young: status 0; old or none: status 1, with what to do."""
    none = factionwatch("check", "--alive", folder=tmp_path)
    _beat(tmp_path, timedelta(seconds=5))
    young = factionwatch("check", "--alive", folder=tmp_path)
    _beat(tmp_path, timedelta(minutes=10))
    old = factionwatch("check", "--alive", folder=tmp_path)

    assert [none.status, young.status, old.status] == [1, 0, 1]
    assert "start `factionwatch run`" in none.out
    assert "restart" in old.out


def test_run_writes_a_heartbeat(tmp_path):
    """Health checks can rely on it as soon as the bot answers."""
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    factionwatch("run", folder=tmp_path, stdin="/help\n", FACTIONWATCH_FEEDS="feeds.yaml")

    assert factionwatch("check", "--alive", folder=tmp_path).status == 0


def test_settings_are_printed_without_secrets(tmp_path):
    """What is in force, by its name in the environment."""
    ran = factionwatch("check", "--settings", folder=tmp_path, DISCORD_TOKEN="very-secret", FACTIONWATCH_CONTACT="me")

    assert "FACTIONWATCH_CONTACT=me" in ran.out.splitlines()
    assert "DISCORD_TOKEN=(set)" in ran.out.splitlines()
    assert "very-secret" not in ran.out + ran.err


def test_an_unset_env_file_value_is_the_default(tmp_path):
    """Names without a value in .env mean nothing."""
    (tmp_path / ".env").write_text("FACTIONWATCH_LANG=\nSLACK_BOT_TOKEN=\n")

    assert factionwatch("check", "--settings", folder=tmp_path).status == 0


def test_a_broken_env_file_is_told(tmp_path):
    """Bytes that are no text are said to be none."""
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")

    ran = factionwatch("check", folder=tmp_path)

    assert ran.status == 2
    assert ".env" in one_sentence(ran.err)


def _store(folder, write):
    with Store.open(folder / "factionwatch.db", lambda: datetime.now(UTC)) as store:
        store.write(write)


def _faults(ran):
    return {line.split()[1]: line for line in ran.out.splitlines() if line.startswith("!!")}


def test_failing_feeds_late_posts_and_silent_channels_are_faults(tmp_path):
    """Each with what to do about it."""
    long_ago = datetime.now(UTC) - timedelta(hours=5)

    def write(q):
        q.feeds.save([FeedState("shafaq-en", last_try=long_ago, errors=7)])
        channel = q.channels.ensure(Channel("discord", "G1", "C1"))
        q.outbox.put([Draft(channel.number, "story:x", "story", "k", long_ago, "x")])
        q.channels.set_state(channel.number, "missing", "Send Messages")

    _store(tmp_path, write)
    found = _faults(factionwatch("check", folder=tmp_path, FACTIONWATCH_FEEDS=_feeds(tmp_path, "shafaq-en")))

    assert set(found) == {"polling", "deliveries", "channels"}
    assert "1 of 1 feeds fail: shafaq-en; see: factionwatch feeds" in found["polling"]
    assert "1 should have been posted an hour ago" in found["deliveries"]
    assert "discord:G1/C1 Send Messages" in found["channels"]


def _feeds(folder, id):
    (folder / "feeds.yaml").write_text(
        f"feeds: [{{id: {id}, name: X, homepage: 'https://x.example/', country: iq, ownership: state, "
        f"reliability: C, language: en, url: 'https://x.example/feed'}}]"
    )
    return "feeds.yaml"


def test_a_clock_that_runs_behind_its_store_is_a_fault(tmp_path):
    """Digests would come at the wrong hour."""
    ahead = datetime.now(UTC) + timedelta(days=2)
    _store(tmp_path, lambda q: q.feeds.save([FeedState("x", last_try=ahead)]))

    assert "NTP" in _faults(factionwatch("check", folder=tmp_path))["clock"]


def test_files_that_others_can_read_are_a_fault(tmp_path):
    """The store holds who subscribed; .env holds tokens."""
    _store(tmp_path, lambda q: q.meta.put("a", 1))
    (tmp_path / ".env").write_text("FACTIONWATCH_LANG=en\n")
    (tmp_path / "factionwatch.db").chmod(0o644)
    (tmp_path / ".env").chmod(0o644)

    said = factionwatch("check", folder=tmp_path).out

    assert "chmod 600 factionwatch.db" in said
    assert "chmod 600 .env" in said


def test_check_makes_no_store(tmp_path):
    """Looking changes nothing."""
    factionwatch("check", folder=tmp_path)

    assert not (tmp_path / "factionwatch.db").exists()


def test_feeds_of_which_none_ever_answered_are_a_fault(tmp_path):
    """Where the network is down no feed is said to fail, so that nothing else would tell."""
    now = datetime.now(UTC)
    factionwatch("ask", "/about", folder=tmp_path)
    (tmp_path / "feeds.yaml").write_text(
        "feeds: [{id: a, name: A, url: 'https://a.example/', homepage: 'https://a.example/', language: en,"
        " country: Iraq, ownership: independent, reliability: C}]"
    )

    def polling(**state):
        with Store.open(tmp_path / "factionwatch.db", lambda: now) as store:
            store.write(lambda q: q.feeds.save([FeedState("a", last_try=now, **state)]))
        ran = factionwatch("check", folder=tmp_path, FACTIONWATCH_FEEDS="feeds.yaml")
        return ran.status, next(line for line in ran.out.splitlines() if "polling" in line)

    assert polling() == (
        1,
        "!!  polling     no feed has answered ever; look at the network, then: factionwatch poll --all",
    )
    assert "no feed has answered since" in polling(last_success=now - timedelta(days=2))[1]
    assert polling(last_success=now)[0] == 0
