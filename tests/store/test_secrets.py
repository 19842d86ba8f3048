"""Tokens lie in a file of their own that only its owner may read."""

import os
import sqlite3
import stat
from datetime import UTC, datetime, timedelta

import pytest

from model.errors import StoreError
from model.installation import Installation
from store.secrets import Secrets, beside, copy_beside

AT = datetime(2026, 3, 1, tzinfo=UTC)
DESK = Installation("slack", "T1", "xoxb-1", "U1", "B1", "Desk", ("commands", "chat:write"), AT)


@pytest.fixture
def secrets(tmp_path, noon):
    """An empty file of secrets."""
    found = Secrets(tmp_path / "factionwatch-secrets.db", noon)
    yield found
    found.close()


def test_the_file_lies_beside_the_store():
    """Named after it."""
    assert str(beside("a/factionwatch.db")) == "a/factionwatch-secrets.db"
    assert str(beside("store")) == "store-secrets.db"


def test_only_the_owner_may_read_it(secrets):
    """From the first moment on."""
    assert stat.S_IMODE(os.stat(secrets.path).st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_that_others_may_read_is_refused(tmp_path, noon, mode):
    """With the command that closes it."""
    path = tmp_path / "x-secrets.db"
    path.touch()
    path.chmod(mode)
    with pytest.raises(StoreError, match="chmod 600"):
        Secrets(path, noon)


def test_a_database_of_another_program_is_left_alone(tmp_path, noon):
    """It is not ours to write to."""
    path = tmp_path / "x-secrets.db"
    with sqlite3.connect(path) as other:
        other.execute("create table theirs (x)")
    other.close()
    path.chmod(0o600)
    with pytest.raises(StoreError, match="another program"):
        Secrets(path, noon)


def test_installations_are_kept_replaced_and_forgotten(secrets, tmp_path, noon):
    """One a workspace, there after a restart."""
    secrets.save(DESK)
    secrets.save(Installation("slack", "T2", "xoxb-2", "U2", "B2"))
    secrets.save(Installation("slack", "T1", "xoxb-3", "U1", "B1"))
    secrets.close()
    again = Secrets(secrets.path, noon)
    assert [one.token for one in again.all()] == ["xoxb-3", "xoxb-2"]
    assert again.find("slack", "T2").user == "U2"
    again.remove("slack", "T1")
    assert again.find("slack", "T1") is None
    again.close()


def test_an_installation_comes_back_as_it_was(secrets):
    """Scopes and time too."""
    secrets.save(DESK)
    assert secrets.find("slack", "T1") == DESK


def test_a_token_never_shows_in_words():
    """Not even where a whole installation is logged."""
    assert "xoxb" not in repr(DESK)


def test_a_state_is_good_once_and_for_ten_minutes(tmp_path):
    """What comes late, twice or from nowhere is refused."""
    now = [AT]
    secrets = Secrets(tmp_path / "s.db", lambda: now[0])
    secrets.issue("one")
    secrets.issue("two")
    assert secrets.consume("one")
    assert not secrets.consume("one")
    now[0] += timedelta(minutes=11)
    assert not secrets.consume("two")
    assert not secrets.consume("never")
    secrets.close()


def test_tokens_are_copied_only_where_they_are_asked_for(secrets, tmp_path, noon):
    """Into a file that only its owner may read."""
    secrets.save(DESK)
    target = copy_beside(tmp_path / "factionwatch.db", tmp_path / "copy.db")
    assert target == tmp_path / "copy-secrets.db"
    assert stat.S_IMODE(os.stat(target).st_mode) == 0o600
    copied = Secrets(target, noon)
    assert copied.find("slack", "T1") == DESK
    copied.close()
    assert copy_beside(tmp_path / "none.db", tmp_path / "copy2.db") is None
