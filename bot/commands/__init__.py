"""One file a command, for every platform at once."""
