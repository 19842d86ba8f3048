"""Memory that the C library holds on to: kept in few pools, and given back when it is free.

glibc makes up to eight pools a core, one for each thread that allocates at the same moment, and keeps in each what the
largest answer or article once needed. Python's lock lets few threads allocate at once, so two pools are plenty.
"""

import ctypes
import sys
from functools import cache

ARENA_MAX = -8  # M_ARENA_MAX of mallopt(3)
MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD: said once, it no longer grows with what was freed
POOLS = 2
LARGE = 256 * 1024  # bytes; what is larger goes back to the system as soon as it is free


def settle() -> bool:
    """Keeps to few pools from now on; called before threads start. False where the C library is another."""
    library = _glibc()
    return bool(library and library.mallopt(ARENA_MAX, POOLS) and library.mallopt(MMAP_THRESHOLD, LARGE))


def give_back() -> bool:
    """Gives free memory back to the system; whether there was any. Takes milliseconds, without Python's lock."""
    library = _glibc()
    return bool(library and library.malloc_trim(0))


@cache
def _glibc() -> "ctypes.CDLL | None":
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
