"""What `factionwatch NAME` does, one file a program; bot.cli declares their options."""
