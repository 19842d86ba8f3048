from dataclasses import replace

import pytest

from bot.command import Asker
from bot.core import Bot
from tests.bot.commands.world import builtin


@pytest.mark.parametrize(
    "written", ["Red Brigade", "red brigad", "Brigade of the Red", "اللواء الأحمر", "واللواء الاحمر"]
)
def test_a_faction_answers_to_each_of_its_names(ask, written):
    assert ask(f"/actor {written}").actor == "red-brigade"


def test_the_answer_comes_before_the_facts(ask):
    card = ask("/actor Red Brigade")

    assert card.news_first
    assert [line.story for line in card.sections[1].lines][:2] == ["aa06", "aa05"]
    assert sum(card.sections[0].lines[0].spark) == 9


def test_every_fact_has_a_source_or_says_that_it_has_none(ask):
    card = ask("/actor Red Brigade")
    bare = [f for f in card.fields if not f.sources and "no source on file" not in f.value]

    assert {f.name for f in bare} <= {"Also written", "Not", "Elsewhere", "How sure"}
    assert {n for f in card.fields for n in f.sources} <= {s.n for s in card.sources}


def test_long_lists_of_sources_wait_behind_an_action(ask):
    card = ask("/actor Red Brigade")

    assert {s.outlet for s in card.shown_sources}.isdisjoint({"The Gazette", "The Registry"})
    assert {s.outlet for s in card.sources} > {"The Gazette", "The Registry"}
    assert ask(next(a.command for a in card.actions if a.label == "Sources [1] to [2]")).sources


@pytest.mark.parametrize("written", ["Red Brigade", "Red Brigade on:2010-01-01", "Night Mask", "Abu Red"])
def test_the_sources_behind_the_action_have_the_numbers_of_the_card(ask, written):
    """What a card marks [2] is [2] where its sources are listed."""
    card = ask(f"/actor {written}")
    behind = ask(next(a.command for a in card.actions if "show:sources" in a.command))

    marked = {f.name: f.sources for f in card.fields if f.sources}
    assert marked
    assert {f.name: f.sources for f in behind.fields if f.name in marked} == marked
    assert {s.n: s.url for s in behind.sources}.items() <= {s.n: s.url for s in card.sources}.items()


def test_the_action_names_the_numbers_that_are_not_listed(ask):
    card = ask("/actor Red Brigade")
    unlisted = [s.n for s in card.sources if s not in card.shown_sources]

    assert f"Sources [{unlisted[0]}] to [{unlisted[-1]}]" in [a.label for a in card.actions]


def test_a_range_of_years_in_a_note_is_no_month(bot):
    """`2005-06` in a note is two years, while a fact's `2005-06` is June."""
    roster = bot.knowledge.roster
    actor = replace(roster.actors["red-brigade"], note="founded 2003 or 2005-06")
    known = replace(bot.knowledge, roster=replace(roster, actors={**roster.actors, actor.id: actor}))

    card = Bot(bot.store, known, bot.clock).reply("/actor Red Brigade", Asker())

    assert next(f.value for f in card.fields if f.name == "Note") == "founded 2003 or 2005-06"


@pytest.mark.parametrize(
    ("day", "leader", "listed"),
    [("2008-01-01", "Abu Red", ""), ("2012-05-05", "Abu Red", "FTO"), ("2021-01-01", "Abu New", "UAE")],
)
def test_a_card_as_of_a_day_tells_who_led_and_who_had_listed_it(ask, day, leader, listed):
    fields = {f.name: f.value for f in ask(f"/actor Red Brigade on:{day}").fields}

    assert fields["Leads"].startswith(leader)
    assert listed in fields.get("Listed by", "")
    assert bool(listed) == ("Listed by" in fields)


def test_a_person_leads_to_the_faction(ask):
    card = ask("/actor أبو أحمر")

    assert (card.kind, card.actor) == ("person", "red-brigade")
    assert card.actions[0].command == "/actor Red Brigade"


def test_a_facade_says_what_it_is_and_on_what_evidence(ask):
    text = ask("/actor Night Mask").text

    assert "Assessed to stand for Red Brigade (assessed, low; 2021)" in text


def test_counts_of_a_facade_and_its_faction_are_never_merged(ask):
    assert "1 story" in ask("/actor Night Mask").sections[0].lines[0].text
    assert not any("night-mask" in line.actors for s in ask("/actor Red Brigade").sections for line in s.lines)


def test_the_ledger_keeps_own_and_facade_claims_apart(ask):
    sections = {s.title: s for s in ask("/actor Red Brigade show:claims").sections}
    assert list(sections) == ["Claimed under a façade name (1)"]


def test_the_accuracy_of_the_last_evaluation_is_told(bot, ask):
    bot.store.write(
        lambda q: q.meta.put("evaluation", {"precision": 0.987, "recall": 0.912, "items": 158, "at": "2026"})
    )

    assert "precision 0.99 and recall 0.91 on 158 labelled items" in ask("/actor Red Brigade").fields[-1].value


def test_a_group_answers_to_the_name_it_is_shown_by(empty):
    """What the Arabic list of actors offers can be typed as it is read there."""
    bot = Bot(empty.store, builtin(), empty.clock, "ar")

    assert bot.reply("/actor قوات العتبات", Asker()).title == "قوات العتبات"
    assert bot.reply("/subscribe قوات العتبات", Asker()).sections[0].lines[0].text.startswith("قوات العتبات")


def test_the_list_of_actors_has_each_name_in_the_other_script(empty):
    """Below an Arabic name stands the Latin one, also where another language has the only written Arabic letters."""
    lines = Bot(empty.store, builtin(), empty.clock, "ar").reply("/actors bloc", Asker()).sections[0].lines

    assert any(x.text.startswith("حركة حقوق · \u2068Huquq Movement\u2069") for x in lines)
