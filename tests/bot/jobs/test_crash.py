"""A poll that is killed in the middle: nothing is lost, nothing doubled."""

import os
import signal
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

from store import Store
from tests.bot.jobs.conftest import Bench, feed
from tests.fakes.clock import HandClock
from tests.fakes.web import rss

ROOT = Path(__file__).parents[3]
KH = "Kataib Hezbollah says it will answer the strike"

POLL = textwrap.dedent("""
    import sys
    from store import Store
    from tests.bot.jobs.conftest import Bench, feed
    from tests.fakes.clock import HandClock
    clock = HandClock()
    with Store.open(sys.argv[1], clock) as store:
        feeds = [feed(url, f"f{n}") for n, url in enumerate(sys.argv[2:])]
        Bench(store, clock, feeds, owner="the dead").round(progress=lambda o, done, total: print(done, flush=True))
""")


def test_a_killed_poll_is_made_up_for(web, tmp_path):
    """kill -9 between two feeds: the next process gets the leases when they end, and each item is there once."""
    web.latency = 0.05
    urls = [web.serve(f"/{n}", rss({"title": f"{KH} {n}", "guid": f"urn:{n}"})) for n in range(20)]
    path = tmp_path / "store.db"
    poll = subprocess.Popen([sys.executable, "-c", POLL, path, *urls], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    for _ in range(4):
        assert poll.stdout.readline()
    os.kill(poll.pid, signal.SIGKILL)
    poll.wait()
    poll.stdout.close()
    clock = HandClock()
    with Store.open(path, clock) as store:
        polls = Bench(store, clock, [feed(url, f"f{n}") for n, url in enumerate(urls)])
        before = len(polls.items())
        assert polls.round().busy
        clock.forward(timedelta(hours=1).total_seconds())
        assert polls.round().answered == 20
        titles = [i.document.title for i in polls.items()]
    assert 3 <= before < 20
    assert sorted(titles) == sorted(f"{KH} {n}" for n in range(20))
