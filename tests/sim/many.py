"""Many worlds: run, sum up, name the seeds that failed."""

import shutil
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.sim.world import World

SUMS = ("posts", "edits", "digests", "deaths", "unsure", "repeated", "steps")


@dataclass
class Sum:
    """What became of many worlds."""

    worlds: int = 0
    figures: Counter = field(default_factory=Counter)
    failed: dict = field(default_factory=dict)  # seed -> what went wrong

    def add(self, verdict):
        self.worlds += 1
        for name in SUMS:
            self.figures[name] += getattr(verdict, name)
        for name in ("lost", "doubled", "wrong"):
            self.figures[name] += len(getattr(verdict, name))
        if wrong := verdict.lost + verdict.doubled + verdict.wrong:
            self.failed[verdict.seed] = wrong

    def __add__(self, other):
        return Sum(self.worlds + other.worlds, self.figures + other.figures, {**self.failed, **other.failed})

    def __str__(self):
        f = self.figures
        told = f"{f['posts']} posts, {f['edits']} edits, {f['digests']} digests, {f['deaths']} deaths"
        ill = f"{f['lost']} lost, {f['doubled']} doubled, {f['wrong']} wrong"
        return f"{self.worlds} worlds, {told}, {f['unsure']} unsure: {ill}, {f['repeated']} marked possibly repeated"


@contextmanager
def quick_folder():
    """A folder in memory where there is one: thousands of syncs would wear out a disk."""
    parent = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="factionwatch-sim-", dir=parent if parent.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(seeds, *, history=True, fault=""):
    """Worlds of these seeds, one after the other."""
    total = Sum()
    with quick_folder() as parent:
        for seed in seeds:
            folder = parent / f"world-{seed}"
            folder.mkdir()
            total.add(World(seed, folder, history=history, fault=fault).run())
            shutil.rmtree(folder)
    return total
