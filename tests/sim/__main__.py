"""Many simulated half-days: python -m tests.sim --worlds 100000 --jobs 2

A failing seed is printed; `--from SEED --worlds 1` plays it again.
"""

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial

from tests.sim.faults import FAULTS
from tests.sim.many import Sum, run

SLICE = 20


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=__doc__)
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--no-history", action="store_true", help="the platform does not let us look")
    parser.add_argument("--fault", choices=FAULTS, default="", help="plant a fault: " + "; ".join(FAULTS.values()))
    given = parser.parse_args()
    began, total = time.monotonic(), Sum()
    work = partial(run, history=not given.no_history, fault=given.fault)
    last = given.first + given.worlds
    slices = [range(n, min(n + SLICE, last)) for n in range(given.first, last, SLICE)]
    with ProcessPoolExecutor(given.jobs) as pool:
        for done in as_completed([pool.submit(work, seeds) for seeds in slices]):
            part = done.result()
            total += part
            for seed, wrong in part.failed.items():
                print(f"seed {seed}: {'; '.join(wrong[:5])}", flush=True)
    seconds = time.monotonic() - began
    print(f"{total} ({seconds:.0f} s, {total.worlds / 2 / seconds:.1f} days/s)")
    sys.exit(bool(total.failed) and not given.fault)


if __name__ == "__main__":
    main()
