"""Text to findings: normalise, match, type, place, group; pure: no I/O, no clock of its own."""
