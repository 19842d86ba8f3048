"""`factionwatch check` names each fault with its remedy."""

from datetime import UTC, datetime, timedelta

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
