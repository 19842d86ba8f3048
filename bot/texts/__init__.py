"""Every fixed sentence, one catalogue a language."""
