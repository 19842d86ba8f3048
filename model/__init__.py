"""Plain frozen data and errors; imports nothing of ours."""
