"""What we say and where we say it: briefings, commands, jobs, platforms."""
