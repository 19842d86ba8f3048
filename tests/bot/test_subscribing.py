"""Subscribing by typed commands, as a channel's people do it."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.command import Asker, Knowledge
from bot.core import Bot
from bot.deliveries.policy import Policy
from bot.limits import UserLimit
from feeds.config import parse_feeds
from intel.gazetteer import parse_places
from intel.resolve import Resolver
from intel.roster import parse_roster
from model.delivery import Channel
from store import Store
from tests.fakes.clock import HandClock
from tests.store.samples import take

ROOT = Path(__file__).parents[2]
HERE = Asker("slack", "T1", "C1", "U1", direct=False)
KH, BADR = "kataib-hezbollah", "badr-organization"


@cache
def knowledge():
    read = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("actors.yaml", "places.yaml", "feeds.yaml")}
    roster = parse_roster([("actors.yaml", read["actors.yaml"])])
    gazetteer = parse_places("places.yaml", read["places.yaml"])
    feeds = parse_feeds([("feeds.yaml", read["feeds.yaml"])])
    return Knowledge(roster, gazetteer, feeds, Resolver(roster), None)  # nothing is annotated here


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def bot(tmp_path, clock):
    with Store.open(tmp_path / "s.db", clock) as store:
        yield Bot(store, knowledge(), clock, policy=Policy(max_subscriptions=3, reports="slack:T9/OPS"))


def wishes(bot, asker=HERE):
    with bot.store.read() as q:
        known = q.channels.find(Channel(asker.platform, asker.workspace, asker.channel))
        return q.subscriptions.of(known.number) if known else ()


def test_subscribing_twice_changes_and_does_not_double(bot):
    first = bot.reply("/subscribe badr", HERE)
    second = bot.reply("/subscribe منظمة بدر rhythm:daily types:clash,threat", HERE)

    assert first.private
    assert "Subscribed." in first.text
    assert "Changed" in second.text
    (wish,) = wishes(bot)
    assert (wish.target, wish.rhythm, wish.types) == (f"actor:{BADR}", "daily", ("clash", "threat-or-warning"))


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("all", "all"),
        ("group:iran-backed-factions", "group:iran-backed-factions"),
        ("iran-backed-factions", "group:iran-backed-factions"),
        ("Hashd al-Shaabi", "actor:popular-mobilization-forces"),
        ("Qais al-Khazali", "actor:asaib-ahl-al-haq"),
    ],
)
def test_everybody_groups_umbrellas_and_people_can_be_named(bot, typed, target):
    bot.reply(f'/subscribe "{typed}"', HERE)

    assert [wish.target for wish in wishes(bot)] == [target]


def test_an_umbrella_says_that_its_members_are_meant(bot):
    line = bot.reply("/subscribe pmf", HERE).sections[0].lines[0].text

    assert line.startswith("Popular Mobilization Forces with its 21 members")


def test_places_or_words_alone_are_enough(bot):
    bot.reply('/subscribe places:"Ain al-Asad" words:"drone, صواريخ"', HERE)

    (wish,) = wishes(bot)
    assert (wish.target, wish.places, wish.words) == ("", ("ain-al-asad",), ("drone", "صواريخ"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/subscribe", "a faction, places or words"),
        ("/subscribe rhythm:daily", "a faction, places or words"),
        ("/subscribe badr rhythm:hourly", "instant"),
        ("/subscribe badr min_sources:soon", "whole number"),
        ("/subscribe words:.", "too short"),
        ("/subscribe badr words:" + ",".join("abcdefghijklmnopqrstu"), "At most 20"),
        ("/subscribe lebanese hezbollah", "told apart"),
        ("/unsubscribe 7", "Nothing is subscribed"),
        ("/schedule 25:00", "time of day"),
        ("/schedule 08:00 Atlantis", "time zone"),
        ("/language fr", "did you mean"),
    ],
)
def test_a_mistake_is_said_in_a_sentence_and_changes_nothing(bot, line, words):
    answer = bot.reply(line, HERE)

    assert words in answer.text
    assert answer.private
    assert wishes(bot) == ()


def test_a_limit_is_said_when_it_is_reached(bot):
    for name in ("badr", "kataib hezbollah", "nujaba"):
        bot.reply(f"/subscribe {name}", HERE)
    answer = bot.reply("/subscribe asaib", Asker("slack", "T1", "C2", "U1", direct=False))

    assert "No more than 3 subscriptions" in answer.text
    assert "Changed" in bot.reply("/subscribe badr rhythm:weekly", HERE).text  # a change fits always
    assert "Subscribed" in bot.reply("/subscribe asaib", Asker("slack", "T2", "C1", "U1", direct=False)).text


def test_who_does_not_manage_the_channel_changes_nothing(bot):
    member = Asker("discord", "G1", "C1", "U2", direct=False, manager=False)
    for line in ("/subscribe badr", "/unsubscribe", "/schedule 08:00", "/language en", "/pause", "/resume"):
        assert "manage" in bot.reply(line, member).text
    assert wishes(bot, member) == ()


def test_a_direct_message_subscribes_that_conversation_and_no_other(bot):
    alone = Asker("slack", "", "D1", "U1")

    assert "only this conversation" in bot.reply("/subscribe badr channel:<#C9|general>", alone).text
    bot.reply("/subscribe badr", alone)
    assert len(wishes(bot, alone)) == 1


def test_another_channel_of_the_community_can_be_meant(bot):
    bot.reply("/subscribe badr channel:<#C9|general>", HERE)

    assert len(wishes(bot, Asker("slack", "T1", "C9"))) == 1


@pytest.mark.parametrize("address", ["http://example.org/x", "ftp://example.org/x", "file:///etc/passwd", "x"])
def test_only_the_terminal_may_name_addresses_and_only_safe_ones(bot, address):
    bot.reply(f"/subscribe badr channel:{address}", HERE)
    answer = bot.reply(f"/subscribe badr channel:{address}", Asker())

    assert "is no channel" in answer.text
    with bot.store.read() as q:
        assert all(one.channel.platform != "webhook" for one in q.channels.all())


def test_a_webhook_gets_a_secret_that_is_told_once(bot):
    first = bot.reply("/subscribe badr channel:https://example.org/x", Asker())
    second = bot.reply("/subscribe nujaba channel:https://example.org/x", Asker())

    with bot.store.read() as q:
        secret = q.channels.find(Channel("webhook", "", "https://example.org/x")).secret
    assert secret in first.text
    assert secret not in second.text


def test_a_missing_permission_is_said_before_anything_is_promised(bot):
    from dataclasses import replace

    answer = replace(bot, check=lambda channel: "missing permission Send Messages").reply("/subscribe badr", HERE)

    assert "missing permission Send Messages" in answer.text
    assert wishes(bot) == ()


def test_the_list_shows_what_the_last_week_would_have_brought(bot, clock):
    def fill(q):
        for n in range(3):
            take(q, n, BADR, at=clock() - timedelta(days=n, hours=1))
        take(q, "old", BADR, at=clock() - timedelta(days=9))
        take(q, "other", KH)

    bot.store.write(fill)
    bot.reply("/subscribe badr rhythm:daily", HERE)
    answer = bot.reply("/subscriptions", HERE)

    assert answer.sections[0].lines[0].text == "1. Badr Organization · daily · 3 stories in the last 7 days"
    assert [f.value for f in answer.fields] == ["08:00 Asia/Baghdad", "2026-01-29 08:00 Asia/Baghdad"]


def test_a_pause_is_shown_with_its_reason_here_and_elsewhere(bot):
    bot.reply("/subscribe badr", HERE)
    bot.reply("/pause", HERE)

    assert "paused: by a member of this channel" in bot.reply("/subscriptions", HERE).warnings[0]
    elsewhere = bot.reply("/subscriptions", Asker("slack", "T1", "C2"))
    assert elsewhere.sections[0].lines[0].text == "C1: 1 subscription · paused: by a member of this channel"
    bot.reply("/resume", HERE)
    assert bot.reply("/subscriptions", HERE).warnings == ()


def test_ending_by_number_by_name_or_the_only_one(bot):
    for name in ("badr", "nujaba", "kataib hezbollah"):
        bot.reply(f"/subscribe {name}", HERE)

    assert len(bot.reply("/unsubscribe", HERE).actions) == 3
    bot.reply("/unsubscribe 2", HERE)
    assert [w.target for w in wishes(bot)] == [f"actor:{BADR}", f"actor:{KH}"]
    bot.reply("/unsubscribe kataeb hizbullah", HERE)
    bot.reply("/unsubscribe", HERE)
    assert wishes(bot) == ()


def test_the_schedule_moves_the_next_digest(bot):
    bot.reply("/subscribe badr rhythm:daily", HERE)
    answer = bot.reply("/schedule 07:30 Europe/Berlin", HERE)

    assert "07:30, Europe/Berlin" in answer.text
    with bot.store.read() as q:
        known = q.channels.find(Channel("slack", "T1", "C1"))
    assert known.digest_due == datetime(2026, 1, 29, 6, 30, tzinfo=UTC)
    assert known.habits.empty
    bot.reply("/schedule empty:off", HERE)
    with bot.store.read() as q:
        assert not q.channels.find(Channel("slack", "T1", "C1")).habits.empty


def test_answers_are_in_the_time_zone_of_the_channel(bot):
    bot.reply("/schedule 08:00 Europe/Berlin", HERE)

    assert bot.request(HERE).zone.key == "Europe/Berlin"
    assert bot.request(Asker("slack", "T1", "C2")).zone.key == "UTC"


def test_a_report_goes_to_the_operator_and_changes_nothing(bot):
    bot.store.write(lambda q: take(q, "a", BADR, story="s1"))
    which = bot.reply("/wrong s1", HERE)
    assert which.actions[0].command == "/wrong s1 what:wrong-faction"

    bot.reply('/wrong s1 what:wrong-faction note:"a football club"', HERE)
    bot.reply("/wrong s1 what:wrong-faction", HERE)
    with bot.store.read() as q:
        (report,) = q.reports.open()
        channel = q.channels.find(Channel("slack", "T9", "OPS"))
        (row,) = q.outbox.of_channel(channel.number)
        assert q.stories.get("s1").actors == (BADR,)
    assert (report.kind, report.detail, report.who) == ("wrong-faction", "a football club", "slack:T1/U1")
    assert (row.kind, row.subject) == ("report", f"report:{report.id}")


def test_one_user_may_ask_twenty_times_a_minute(bot, clock):
    from dataclasses import replace

    limited = replace(bot, limit=UserLimit(20))
    other = Asker("slack", "T1", "C1", "U2", direct=False)
    for _ in range(20):
        assert limited.reply("/help", HERE).kind != "error"

    refused = limited.reply("/help", HERE)
    assert refused.text == "Too many commands; try again in 60 seconds."
    assert limited.reply("/help", other).kind != "error"
    clock.forward(61)
    assert limited.reply("/help", HERE).kind != "error"
