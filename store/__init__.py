"""The only SQL: migrations, and one module a subject.

with Store.open(path, clock) as store:
    with store.read() as q:
        q.meta.heartbeat()
    store.write(lambda q: q.meta.put("data", "2026-01-28"))
"""

from store.lock import Holder, Lock, holder
from store.questions import Questions
from store.store import Store

__all__ = ["Holder", "Lock", "Questions", "Store", "holder"]
