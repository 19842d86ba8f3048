"""Python's collector of cycles, told what a long-running process knows and it cannot."""

import gc

THRESHOLDS = (10_000, 20, 50)  # news makes many short-lived objects and hardly a cycle: look for one less often


def keep_what_is_loaded() -> None:
    """All that lives now stays for good: walking through it each time would hold an answer for 40 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
