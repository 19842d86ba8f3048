"""Event types, one file each."""
