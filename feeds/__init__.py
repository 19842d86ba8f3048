"""Bytes to entries: fetch, parse, one file a kind of source; no SQL, no matching."""
