"""Commands become a registration that Discord takes; interactions become calls."""

import pytest

from bot.briefing import Briefing
from bot.command import Argument, Choice, Command, Permission, commands
from bot.platforms import discord_payloads as payloads
from bot.platforms.discord_payloads import Incoming
from bot.pressing import Press, mark
from bot.texts import LANGUAGES, texts
from tests.fakes.discord import limits, openapi

needs_arabic = pytest.mark.skipif("ar" not in LANGUAGES, reason="there is no Arabic catalogue")
PUT = ("PUT", "/applications/{application_id}/commands")
HERE = Incoming("5", "7", "3", permissions=1 << 4, app_permissions=payloads.LEAST)


def _run(request):
    return Briefing("help", "x")


POSTER = Command("help", _run, (Argument("command", kind="channel"),), Permission.MANAGE, posts=True)


@pytest.mark.parametrize("localised", [True, False])
def test_every_command_can_be_registered(localised):
    """Names, descriptions, options and sizes are such as Discord takes."""
    body = payloads.registration(list(commands().values()), localised)
    assert limits.command_problems(body) == []
    assert openapi.body_problems(*PUT, body) == []
    assert {c["name"] for c in body} == set(commands())


@needs_arabic
def test_arabic_readers_see_arabic_descriptions_and_latin_names():
    """Only descriptions are translated, and only where asked."""
    command = next(c for c in payloads.registration([commands()["actor"]]))
    assert command["description_localizations"] == {"ar": texts("ar").say("command.actor")}
    assert payloads.language("ar") == "ar"
    assert "name_localizations" not in command
    assert "description_localizations" not in payloads.registration([commands()["actor"]], False)[0]


def test_commands_that_change_a_channel_ask_for_manage_channels():
    """Discord hides them from others, and they work everywhere else too."""
    body = payloads.registration([POSTER])[0]
    assert body["default_member_permissions"] == "16"
    assert (body["contexts"], body["integration_types"]) == ([0, 1, 2], [0, 1])
    assert body["options"][0]["type"] == payloads.CHANNEL_OPTION


def test_an_unchanged_registration_is_told_from_a_changed_one():
    """What the service adds does not count; another word, option or order of options does."""
    wanted = payloads.registration([commands()["actor"], commands()["events"]])
    there = [c | {"id": "1", "version": "2", "nsfw": False, "default_member_permissions": None} for c in wanted][::-1]
    assert payloads.unchanged(there, wanted)
    assert not payloads.unchanged(there[:1], wanted)
    assert not payloads.unchanged([there[0], there[1] | {"description": "x"}], wanted)
    assert not payloads.unchanged([there[0], there[1] | {"options": []}], wanted)


@pytest.mark.parametrize(
    ("incoming", "manager", "direct"),
    [
        (Incoming("5", "7"), True, True),
        (Incoming("5", "7", "3"), False, False),
        (HERE, True, False),
        (Incoming("5", "7", "3", permissions=1 << 3), True, False),
    ],
)
def test_who_asks_is_read_with_his_rights(incoming, manager, direct):
    """A manager manages channels, or speaks with the bot alone."""
    asker = payloads.asker(incoming)
    assert (asker.manager, asker.direct, asker.user) == (manager, direct, "7")


def test_rights_are_those_in_the_channel_that_is_named():
    """Somebody may manage this channel and not the one he wants to subscribe."""
    other = {"id": "6", "name": "other", "type": 0, "permissions": "0", "app_permissions": "0"}
    data = {"name": "help", "resolved": {"channels": {"6": other}}, "options": [{"name": "command", "value": "6"}]}
    incoming = Incoming("5", "7", "3", permissions=16, app_permissions=payloads.LEAST, data=data)
    assert not payloads.asker(incoming).manager
    words = payloads.refused(incoming, POSTER, texts("en"))
    assert "#other" in words
    assert "View Channel, Send Messages, Attach Files" in words


@pytest.mark.parametrize(
    ("incoming", "allowed"),
    [
        (HERE, True),
        (Incoming("5", "7", context=payloads.BOT_DM), True),
        (Incoming("5", "7", context=payloads.PRIVATE), False),
        (Incoming("5", "7", "3", installed=False, app_permissions=payloads.LEAST), False),
        (Incoming("5", "7", "3", app_permissions=1 << 10), False),
        (Incoming("5", "7", "3", app_permissions=1 << 3), True),
        (Incoming("5", "7", "3", app_permissions=payloads.LEAST & ~(1 << 11), thread=True), True),
    ],
)
def test_what_posts_later_is_refused_where_the_bot_may_not_post(incoming, allowed):
    """The reason is told at once instead of failing at night."""
    assert (payloads.refused(incoming, POSTER, texts("en")) == "") is allowed
    assert payloads.refused(incoming, commands()["help"], texts("en")) == ""


def test_a_slash_command_becomes_a_call():
    """Options become what would have been typed; ours for privacy is left out."""
    options = [{"name": "actor", "value": "badr"}, {"name": "days", "value": 30}, {"name": "private", "value": True}]
    incoming = Incoming("5", "7", data={"name": "events", "options": options})
    call = payloads.call(incoming, commands())
    assert (call.command.name, call.raw) == ("events", {"actor": "badr", "days": "30"})
    assert payloads.wants_private(incoming)
    assert payloads.call(Incoming("5", "7", data={"name": "gone"}), commands()) is None


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("de", ""), ("", "")])
def test_a_clients_locale_is_a_language_of_ours_or_none(locale, language):
    """A client of another language is answered in the channel's or the setting's."""
    assert payloads.language(locale) == language


def test_completions_keep_the_limits_and_the_list_so_far():
    """The last part of a list is completed, and what cannot be sent is left out."""
    before, typed = payloads.split_focus(Argument("types", many=True), "clash, threat، str")
    assert (before, typed) == ("clash, threat،", "str")
    assert payloads.split_focus(Argument("name"), "a, b") == ("", "a, b")
    found = payloads.choices(
        [Choice("Strike", "strike"), Choice("x", "y" * 101), *[Choice(f"n{n}", "z") for n in range(40)]], before
    )
    assert found[0] == {"name": "clash, threat، Strike", "value": "clash, threat، strike"}
    assert limits.choice_problems(found) == []
    assert len(found) == 25


def test_a_post_is_found_by_its_mark():
    """The mark is stable, short enough for a nonce, and read from nested buttons."""
    found = mark("story:1|C5")
    assert 0 < len(found) <= limits.NONCE
    button = {"type": 2, "custom_id": Press("/help", key=found).id}
    message = {"components": [{"type": 17, "components": [{"type": 1, "components": [button]}]}]}
    assert payloads.bears(message, found)
    assert not payloads.bears(message, mark("other"))
    assert not payloads.bears({"components": []}, mark)


def test_only_the_asker_turns_his_page():
    """Others get a copy of their own; a post belongs to nobody."""
    page = Press("/events", 2, turns=True)
    assert payloads.in_place(page, Incoming("5", "7", asked_by="7"))
    assert not payloads.in_place(page, Incoming("5", "8", asked_by="7"))
    assert not payloads.in_place(page, Incoming("5", "8"))
    assert not payloads.in_place(Press("/events"), Incoming("5", "7", asked_by="7"))


def test_the_invitation_asks_for_the_least():
    """History is asked for only where it is wanted."""
    assert "permissions=274877959168" in payloads.invite("9")
    assert str(274877959168 | 65536) in payloads.invite("9", history=True)
