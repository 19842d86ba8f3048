"""The terminal shows a briefing to people and to pipes."""

import io
from datetime import UTC, datetime

from rich.console import Console

from bot.briefing import Action, Briefing, Field, Line, Section, Source
from bot.platforms.terminal import Screen, plain, pretty

AT = datetime(2026, 1, 28, 2, 13, tzinfo=UTC)
FULL = Briefing(
    "actor",
    "Kataib Hezbollah",
    "\u2068كتائب حزب الله\u2069 · KH · armed faction",
    "kataib-hezbollah",
    (Field("Status", "active (as of 2026-07)", (1,)), Field("Designated", "US: FTO")),
    (Section("Latest", (Line("Drone strike · Musayyib", AT, sources=(2,), quote="US strike [red]hits[/red]"),)),),
    (Source(1, "State", "Listing", "https://example.org/1"), Source(2, "Shafaq", "US strike", "", AT, "B")),
    actions=(Action("More events", "/events badr"),),
    warnings=("No chart here.",),
)


def _shown(terminal, briefing=FULL):
    out = io.StringIO()
    Screen(Console(file=out, force_terminal=terminal, width=100, highlight=False)).show(briefing)
    return out.getvalue()


def test_a_pipe_gets_plain_lines():
    """No colour codes and no box drawing where no person looks."""
    text = _shown(terminal=False)

    assert "\x1b" not in text
    assert not any("\u2500" <= c <= "\u257f" for c in text)
    assert "  2026-01-28 02:13Z  Drone strike · Musayyib\n" in text
    assert "Status      active (as of 2026-07)  [1]" in text
    assert "[2] Shafaq (B) · US strike · 2026-01-28" in text
    assert "> More events: /events badr" in text


def test_a_person_gets_the_same_words():
    """Rich adds colours, not words, and takes no markup from a headline."""
    text = _shown(terminal=True)

    for words in ("Kataib Hezbollah", "Drone strike · Musayyib", "US strike [red]hits[/red]", "No chart here."):
        assert words in text


def test_control_characters_of_a_headline_are_inert():
    """A headline cannot move the cursor, ring the bell, or turn the line around."""
    evil = "a\x1b[2Jb\x07c\u202ed\u2066e\x9b1mf"
    briefing = Briefing("events", evil, evil, sections=(Section(evil, (Line(evil, quote=evil),)),))

    text = plain(briefing)
    assert not set("\x1b\x07\u202e\u2066\x9b") & set(text)
    rich = Console(file=io.StringIO(), force_terminal=False, width=80)
    rich.print(pretty(briefing, UTC))
    assert not set("\x1b\x07\u202e\u2066\x9b") & set(rich.file.getvalue())


def test_isolates_and_half_spaces_survive():
    """What keeps mixed lines and Persian words readable is kept."""
    assert "\u2068حزب‌الله\u2069" in plain(Briefing("x", "\u2068حزب‌الله\u2069"))
