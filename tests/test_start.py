"""A question is answered without loading what it does not need."""

import subprocess
import sys

import pytest

from tests.program import TOP

HEAVY = ["discord", "slack_bolt", "slack_sdk", "aiohttp", "feedparser", "lxml", "trafilatura", "matplotlib", "numpy",
         "datasette", "prometheus_client", "stix2", "sqlite_utils", "prompt_toolkit", "cryptography"]  # fmt: skip


def _loaded(folder, line):
    code = f"import sys; from bot.cli import main; main(['ask', {line!r}]); print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout
    return set(ran.stderr.split())


@pytest.mark.parametrize("line", ["/actor Kataib Hezbollah", "/events badr days:30", "/help"])
def test_an_answer_loads_no_chat_chart_feed_or_web_library(tmp_path, line):
    """The first answer makes the store and may load what that needs; the second is light."""
    _loaded(tmp_path, "/help")
    loaded = _loaded(tmp_path, line)

    assert not loaded & set(HEAVY)
    assert "intel.annotate" not in loaded
