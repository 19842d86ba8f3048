"""The Discord platform serves the whole bot to a loopback Discord, and posts for the delivery core."""

import asyncio
import contextlib
import functools
import time

import discord
import pytest

from bot.briefing import Action, Briefing, Chart, Line, Section
from bot.core import Bot
from bot.platform import Post
from bot.platforms import discord_payloads as payloads
from bot.platforms.discord_bot import DiscordBot
from bot.pressing import pressed
from bot.texts import LANGUAGES
from model.delivery import Absent, Channel, Later, Refused, Sent, Unsure
from model.errors import FactionwatchError, UsageError
from tests.fakes.clock import real_clock
from tests.fakes.discord import LEAST, FakeDiscord
from tests.fakes.discord.limits import walk

POST = "POST /channels/{channel_id}/messages"
PUT = "PUT /applications/{application_id}/commands"
CALLBACK = "POST /interactions/*"
HISTORY = discord.Permissions(LEAST.value, read_message_history=True)
STORY = Briefing("story", "Rocket attack · Ain al-Asad", actions=(Action("Wrong?", "/help actor"),))


@contextlib.asynccontextmanager
async def serving(service, bot, **settings):
    """The platform, ready."""
    platform = DiscordBot(service.token, real_clock, threads=bot.threads, **settings)
    with service.addresses():
        task = asyncio.create_task(platform.run(bot))
        await service.gateway.connected()
        await platform.ready()
        try:
            yield platform
        finally:
            await platform.close()
            await asyncio.wait_for(task, 5)


def scene(test):
    """Run a coroutine test over a service with one channel, its reader, and the platform that serves the bot."""

    @functools.wraps(test)
    def run(bot):
        async def inside():
            async with FakeDiscord() as service:
                desk = service.guild().text("news", permissions=HISTORY)
                async with serving(service, bot) as platform:
                    await test(service, desk, service.user(), platform)

        asyncio.run(asyncio.wait_for(inside(), 30))

    del run.__wrapped__
    return run


def text_of(message):
    """All the words of a message."""
    shown = [c.get("content") or "" for c in walk(message["components"]) if c["type"] == 10]
    return "\n".join([message["content"], *shown])


def busy(platform, seconds=0.4):
    """Keep every reader thread busy for a moment."""
    for _ in range(4):
        platform._craft.threads.submit(time.sleep, seconds)


def a_post(desk, briefing=STORY, key="story:1", **settings):
    """A post for a channel."""
    return Post(key, Channel("discord", str(desk.guild.id), str(desk.id)), briefing, **settings)


# -- registration ----------------------------------------------------------------------------------------------------


def test_commands_are_registered_once_and_again_only_when_changed(bot):
    """A second start finds them as they are and registers nothing."""

    async def run():
        async with FakeDiscord() as service:
            for _ in range(2):
                async with serving(service, bot):
                    pass
            assert len(service.made(PUT)) == 1
            service.world.commands.pop()
            async with serving(service, bot):
                pass
            assert len(service.made(PUT)) == 2

    asyncio.run(run())


@pytest.mark.skipif("ar" not in LANGUAGES, reason="there is no Arabic catalogue")
def test_refused_translations_leave_english_commands(bot):
    """Where the service does not take Arabic, the commands stand in English."""

    async def run():
        async with FakeDiscord() as service:
            service.refused_locales = {"ar"}
            for _ in range(2):
                async with serving(service, bot):
                    pass
            assert [c.status for c in service.made(PUT)] == [400, 200, 400]
            assert {c["name"] for c in service.world.commands} >= {"actor", "events", "help"}

    asyncio.run(run())


def test_a_failed_registration_keeps_no_bot_from_serving(bot):
    """The old commands still stand, so the bot goes on."""

    async def run():
        async with FakeDiscord() as service:
            service.faults.fail(PUT, 503)
            async with serving(service, bot):
                assert service.world.commands == []

    asyncio.run(run())


def test_a_wrong_token_is_one_clear_sentence(bot):
    """The operator is told which setting is wrong."""

    async def run():
        async with FakeDiscord() as service, service.addresses():
            with pytest.raises(UsageError, match="DISCORD_TOKEN"):
                await DiscordBot("wrong", real_clock).run(bot)

    asyncio.run(run())


def test_posts_wait_while_discord_is_not_connected(bot):
    """The outbox keeps them; nothing is raised and nothing lost."""

    async def run():
        platform = DiscordBot("token", real_clock)
        place = Channel("discord", "1", "2")
        assert isinstance(await platform.send(Post("k", place, STORY)), Later)
        assert isinstance(await platform.edit(Post("k", place, STORY), "3"), Later)
        assert isinstance(await platform.settle(Post("k", place, STORY)), Later)
        assert isinstance(await platform.thread(place, "x"), Later)

    asyncio.run(run())


def test_a_service_that_is_down_at_the_start_is_tried_again(bot):
    """The bot waits for Discord instead of ending."""

    async def run():
        async with FakeDiscord() as service:
            service.faults.refuse("GET /users/@me", times=2)
            async with serving(service, bot):
                assert len(service.made("GET /users/@me")) >= 2

    asyncio.run(run())


# -- answers ---------------------------------------------------------------------------------------------------------


def test_a_quick_answer_comes_at_once_and_in_public(bot):
    """No waiting message where none is needed; here anything within two seconds is quick, however busy the machine."""

    async def run():
        async with FakeDiscord() as service:
            desk = service.guild().text("news", permissions=HISTORY)
            async with serving(service, bot, defer_after=2):
                asked = await service.slash(service.user(), desk, "actor", name="كتائب حزب الله")
                message = await asked.answer()
                assert "Kataib Hezbollah" in text_of(message)
                assert asked.callback["type"] == 4
                assert desk.posts == [message]

    asyncio.run(asyncio.wait_for(run(), 30))


@scene
async def test_errors_settings_and_what_is_asked_for_privately_are_seen_by_one(service, desk, reader, platform):
    """Only the asker sees unknown names, help, and answers with `private`."""
    for name, options in (("actor", {"name": "zzzqqq"}), ("help", {}), ("actors", {"private": True})):
        asked = await service.slash(reader, desk, name, **options)
        await asked.answer()
        assert asked.ephemeral
    assert desk.posts == []


@pytest.mark.skipif("ar" not in LANGUAGES, reason="there is no Arabic catalogue")
@scene
async def test_an_arabic_client_is_answered_in_arabic(service, desk, reader, platform):
    """The client's language is spoken where the channel has none."""
    reader.locale = "ar"
    asked = await service.slash(reader, desk, "help", command="actor")
    assert "\u200f" in text_of(await asked.answer())


@scene
async def test_a_slow_answer_is_acknowledged_first(service, desk, reader, platform):
    """A waiting message comes at once and becomes the answer."""
    busy(platform)
    asked = await service.slash(reader, desk, "actor", name="badr")
    assert (await asked.acknowledged())["type"] == 5
    message = await asked.answer()
    assert "Badr" in text_of(message)
    assert desk.posts == [message]
    assert asked.acknowledged_after < 0.35 < asked.answered_after


@scene
async def test_a_slow_answer_that_turns_out_private_leaves_nothing_behind(service, desk, reader, platform):
    """The public waiting message goes, and only the asker sees the error."""
    busy(platform)
    asked = await service.slash(reader, desk, "actor", name="zzzqqq")
    await asked.followed()
    assert "zzzqqq" in text_of(asked.followups[0])
    assert asked.followups[0]["flags"] & 64
    assert desk.posts == []


@scene
async def test_completion_knows_every_spelling_and_the_most_active_ones(service, desk, reader, platform):
    """Arabic, abbreviations, and nothing typed yet."""
    for typed in ("كتائب حز", "KH", "kataeb hez"):
        asked = await service.complete(reader, desk, "actor", "name", typed)
        assert "Kataib Hezbollah" in [c["value"] for c in await asked.answer()]
    asked = await service.complete(reader, desk, "actor", "name", "")
    assert await asked.answer()


@scene
async def test_commands_answer_in_direct_messages_and_user_installs(service, desk, reader, platform):
    """Facts are for everybody everywhere."""
    direct = await service.slash(reader, service.world.dm(reader), "actor", name="badr")
    installed = await service.slash(reader, desk, "actor", name="badr", installed="user")
    assert "Badr" in text_of(await direct.answer())
    assert "Badr" in text_of(await installed.answer())


@scene
async def test_a_lost_acknowledgement_does_not_answer_twice(service, desk, reader, platform):
    """The second try of an answer that came through is taken for done."""
    service.faults.lose(CALLBACK)
    asked = await service.slash(reader, desk, "actor", name="badr")
    await asked.answer()
    await service.until(lambda: len([c for c in service.calls if "callback" in c.route]) == 2)
    assert len(desk.posts) == 1


@scene
async def test_a_lost_edit_is_asked_again(service, desk, reader, platform):
    """An edit can be repeated without doubling anything."""
    service.faults.lose("PATCH /webhooks/*")
    busy(platform)
    asked = await service.slash(reader, desk, "actor", name="badr")
    await asked.answer()
    await service.until(lambda: len([c for c in service.calls if c.method == "PATCH"]) == 2)
    assert len(desk.posts) == 1


def test_an_expired_interaction_is_let_go_quietly(bot):
    """Nothing is raised, and the next one is answered."""
    from tests.fakes.clock import HandClock

    async def run():
        clock = HandClock()
        async with FakeDiscord(clock) as service:
            desk = service.guild().text()
            async with serving(service, bot):
                service.faults.slow(CALLBACK, 0.05)
                late = await service.slash(service.user(), desk, "help")
                clock.forward(4)
                await service.until(lambda: any("callback" in c.route and c.status == 404 for c in service.calls))
                asked = await service.slash(service.user(), desk, "help")
                assert await asked.answer()
                assert late.callback is None

    asyncio.run(run())


# -- buttons ---------------------------------------------------------------------------------------------------------


@scene
async def test_the_asker_turns_the_page_and_others_get_a_copy(service, desk, reader, platform):
    """A public list stays as its asker left it."""
    asked = await service.slash(reader, desk, "actors")
    message = await asked.answer()
    first = text_of(message)
    other = await service.press(service.user("other"), message, "Page 2 of 3")
    copy = await other.answer()
    assert other.ephemeral
    assert text_of(message) == first
    own = await service.press(reader, message, "Page 2 of 3")
    await own.answer()
    assert own.callback["type"] == 7
    assert text_of(message) == text_of(copy) != first
    assert desk.posts == [message]


def test_buttons_outlive_a_restart(bot):
    """Nothing that a button needs lives in the bot."""

    async def run():
        async with FakeDiscord() as service:
            desk, reader = service.guild().text(), service.user()
            async with serving(service, bot):
                message = await (await service.slash(reader, desk, "actors")).answer()
            async with serving(service, bot):
                pressed = await service.press(reader, message, "Page 2 of 3")
                await pressed.answer()
                assert service.made(PUT)
                await (await service.press(reader, message, "Back")).answer()

    asyncio.run(run())


@scene
async def test_a_slow_page_is_acknowledged_and_turned(service, desk, reader, platform):
    """The message waits as it is and then changes."""
    message = await (await service.slash(reader, desk, "actors")).answer()
    busy(platform)
    pressed = await service.press(reader, message, "Page 2 of 3")
    assert (await pressed.acknowledged())["type"] == 6
    await pressed.answer()
    await service.until(lambda: "Back" in [c.get("label") for c in walk(message["components"])])


@scene
async def test_a_button_of_a_post_answers_its_presser_alone(service, desk, reader, platform):
    """A post belongs to the channel, so an answer to one does not fill it."""
    await platform.send(a_post(desk))
    pressed = await service.press(reader, desk.posts[0], "Wrong?")
    await pressed.answer()
    assert pressed.ephemeral
    assert len(desk.posts) == 1


@scene
async def test_a_button_with_a_long_command_means_it_for_30_days(service, desk, reader, platform):
    """What does not fit into the id stands in a row of the store."""
    long = "/events types:" + ",".join(["clash"] * 20) + " days:30"
    await platform.send(
        a_post(desk, Briefing("events", "x", actions=(Action("Go on", long), Action("Gone", long + "0"))))
    )
    button = next(c for c in walk(desk.posts[0]["components"]) if c.get("label") == "Go on")
    assert await platform._answers._core.kept(pressed(button["custom_id"]).command) == long
    asked = await service.press(reader, desk.posts[0], "Go on")
    assert await asked.answer()


# -- posts -----------------------------------------------------------------------------------------------------------


@scene
async def test_a_post_is_sent_once_however_often_it_is_tried(service, desk, reader, platform):
    """The nonce follows from the outbox key and is enforced."""
    first = await platform.send(a_post(desk))
    assert await platform.send(a_post(desk)) == first == Sent(desk.posts[0]["id"])
    assert len(desk.posts) == 1
    assert service.made(POST)[0].body["enforce_nonce"]
    await platform.send(a_post(desk, key="story:2"))
    assert len(desk.posts) == 2


@scene
async def test_a_post_is_edited_and_answered(service, desk, reader, platform):
    """The same message grows, and a material change hangs below it."""
    sent = await platform.send(a_post(desk))
    grown = Briefing("story", "Rocket attack · claimed", actions=STORY.actions)
    assert await platform.edit(a_post(desk, grown), sent.message) == sent
    assert "claimed" in text_of(desk.posts[0])
    await platform.send(a_post(desk, grown, "story:1:claim", reply_to=sent.message))
    assert desk.posts[1]["message_reference"]["message_id"] == sent.message


@scene
async def test_a_reply_without_history_links_the_older_message(service, desk, reader, platform):
    """Discord lets nobody reply who may not read the history."""
    sent = await platform.send(a_post(desk))
    await service.permit(desk, LEAST)
    await service.until(lambda: not platform._posts._rights(a_post(desk).channel) & payloads.HISTORY)
    await platform.send(a_post(desk, key="k2", reply_to=sent.message))
    assert "message_reference" not in desk.posts[1]
    assert sent.message in text_of(desk.posts[1])


@scene
async def test_what_the_service_refuses_is_told_apart(service, desk, reader, platform):
    """Gone, forbidden, revoked, rejected, later, unsure."""
    cases = [
        ((403, {"code": 50013, "message": "Missing Permissions"}), "forbidden"),
        ((404, {"code": 10003, "message": "Unknown Channel"}), "not-found"),
        ((401, {"code": 0, "message": "401: Unauthorized"}), "revoked"),
    ]
    for (status, body), reason in cases:
        service.faults.fail(POST, status, body=body)
        result = await platform.send(a_post(desk))
        assert (type(result), result.reason) == (Refused, reason)
    service.faults.fail(POST, 503)
    assert isinstance(await platform.send(a_post(desk)), Unsure)
    service.faults.limit(POST, retry_after=90)
    assert await platform.send(a_post(desk)) == Later(90, "rate limit")
    assert desk.posts == []


@scene
async def test_a_missing_permission_is_known_before_anything_is_sent(service, desk, reader, platform):
    """No storm of refused requests: the platform looks first."""
    await service.permit(desk, discord.Permissions(view_channel=True))
    await service.until(lambda: not platform._posts._rights(a_post(desk).channel) & payloads.HISTORY)
    result = await platform.send(a_post(desk))
    assert result == Refused("forbidden", "missing permission Send Messages, Attach Files")
    assert await platform.check(a_post(desk).channel) == result.words
    assert service.made(POST) == []


@scene
async def test_a_short_rate_limit_is_waited_for(service, desk, reader, platform):
    """The library waits as told, and the post goes out once."""
    service.faults.limit(POST, retry_after=0.05)
    service.faults.limit(POST, retry_after=0.05, everywhere=True)
    assert isinstance(await platform.send(a_post(desk)), Sent)
    assert len(desk.posts) == 1


@scene
async def test_a_rejected_post_goes_out_as_plain_text(service, desk, reader, platform):
    """Better said simply than not at all."""
    service.faults.fail(POST, 400, body={"code": 50035, "message": "Invalid Form Body"})
    assert isinstance(await platform.send(a_post(desk)), Sent)
    assert "Rocket attack" in desk.posts[0]["content"]


@scene
async def test_a_lost_answer_is_settled_by_the_mark(service, desk, reader, platform):
    """What stands in the channel is found, what does not is known to be absent."""
    service.faults.lose(POST)
    assert isinstance(await platform.send(a_post(desk)), Unsure)
    for n in range(120):
        service.world.say(desk, f"talk {n}")
    assert await platform.settle(a_post(desk, unsure_for=3600)) == Sent(desk.posts[0]["id"])
    assert await platform.settle(a_post(desk, key="k2", unsure_for=3600)) == Absent()
    service.faults.fail("GET /channels/{channel_id}/messages", 500, times=9)
    assert isinstance(await platform.settle(a_post(desk, unsure_for=3600)), Later)  # to send instead could double it


@scene
async def test_without_history_nothing_can_be_settled(service, desk, reader, platform):
    """Then the core decides by its setting."""
    await service.permit(desk, LEAST)
    await service.until(lambda: not platform._posts._rights(a_post(desk).channel) & payloads.HISTORY)
    assert isinstance(await platform.settle(a_post(desk)), Unsure)


@scene
async def test_announcements_are_published_if_asked_for(service, desk, reader, platform):
    """Only then do followers get them; a failure to publish loses no post."""
    news = desk.guild.announcements(permissions=HISTORY)
    await service.join(desk.guild)
    await platform.send(a_post(news))
    await platform.send(a_post(news, key="k2", publish=True))
    assert [m["flags"] & 1 for m in news.posts] == [0, 1]
    service.faults.fail("POST */crosspost", 403, body={"code": 50013, "message": "x"})
    assert isinstance(await platform.send(a_post(news, key="k3", publish=True)), Sent)


@scene
async def test_a_forum_gets_one_thread_however_often_it_is_asked_for(service, desk, reader, platform):
    """A thread whose making was not answered is found among the active ones, and posts go into it."""
    forum = desk.guild.forum(permissions=HISTORY)
    await service.join(desk.guild)
    place = Channel("discord", str(desk.guild.id), str(forum.id))
    await service.until(lambda: platform._posts._known(place))
    service.faults.lose("POST /channels/{channel_id}/threads")
    assert isinstance(await platform.thread(place, "Badr"), Unsure)
    found = await platform.thread(place, "Badr")
    assert found == await platform.thread(place, "Badr")
    assert len(desk.guild.threads()) == 1
    assert isinstance(await platform.send(Post("k1", found, STORY)), Sent)
    assert len(desk.guild.threads()[0].posts) == 2
    assert await platform.thread(a_post(desk).channel, "Badr") == a_post(desk).channel


@scene
async def test_a_forum_that_takes_no_threads_says_why(service, desk, reader, platform):
    """A missing permission pauses it as anywhere else."""
    forum = desk.guild.forum(permissions=discord.Permissions(view_channel=True))
    await service.join(desk.guild)
    place = Channel("discord", str(desk.guild.id), str(forum.id))
    await service.until(lambda: platform._posts._known(place))
    result = await platform.thread(place, "Badr")
    assert (type(result), result.reason) == (Refused, "forbidden")


def test_charts_go_out_as_pictures_with_words(bot):
    """The picture is drawn off the loop and carries its alternative text; without a pencil the words stand alone."""
    briefing = Briefing("trend", "Trend", charts=(Chart("activity", "3 stories in 7 days"),))

    async def run():
        async with FakeDiscord() as service:
            desk = service.guild().text()
            async with serving(service, bot, draw=lambda chart, language: b"png") as platform:
                await platform.send(a_post(desk, briefing))
            assert desk.posts[0]["attachments"][0]["description"] == "3 stories in 7 days"
            assert service.made(POST)[0].files == [("activity-1.png", b"png")]
            async with serving(service, bot) as platform:
                await platform.send(a_post(desk, briefing, "k2"))
            assert "3 stories in 7 days" in text_of(desk.posts[1])

    asyncio.run(run())


@pytest.mark.parametrize("pause", [0, 0.3], ids=["at once", "behind a waiting message"])
def test_an_answer_carries_its_pictures_and_drops_them_when_its_page_is_turned(bot, pause):
    """A picture stands on the first page, however late it is drawn."""
    lines = tuple(Line(f"Strike {n}", quote="q" * 90) for n in range(60))
    briefing = Briefing("trend", "Trend", sections=(Section("All", lines),), charts=(Chart("activity", "3 in 7 days"),))

    class Drawing(Bot):
        def run(self, call, asker):
            time.sleep(pause)
            return briefing

    async def run():
        async with FakeDiscord() as service:
            desk, reader = service.guild().text(), service.user()
            drawing = Drawing(bot.store, bot.knowledge, bot.clock, threads=bot.threads)
            async with serving(service, drawing, draw=lambda chart, language: b"png"):
                asked = await service.slash(reader, desk, "actor", name="badr")
                message = await asked.answer()
                assert message["attachments"][0]["description"] == "3 in 7 days"
                await (await service.press(reader, message, "Page 2 of 2")).answer()
                await service.until(lambda: message["attachments"] == [])

    asyncio.run(run())


@scene
async def test_a_full_message_fits(service, desk, reader, platform):
    """A digest of 500 stories is cut to what one post can hold."""
    lines = tuple(Line(f"Strike {n}", real_clock(), quote="q" * 90) for n in range(500))
    assert isinstance(
        await platform.send(a_post(desk, Briefing("digest", "x", sections=(Section("All", lines),)))), Sent
    )


# -- looking ---------------------------------------------------------------------------------------------------------


def test_a_look_says_what_is_missing_and_registers_nothing():
    """The operator sees each channel in words."""

    async def run():
        async with FakeDiscord() as service, service.addresses():
            good, bad = service.guild().text(), service.guild().text(permissions=discord.Permissions(view_channel=True))
            places = [a_post(channel).channel for channel in (good, bad)]
            gone = Channel("discord", str(good.guild.id), "1")
            forum = good.guild.forum()
            thread = Channel(
                "discord", str(good.guild.id), str(forum.id), "99"
            )  # archived, so Discord does not list it
            look = await DiscordBot(service.token, real_clock).look([*places, gone, thread])
            assert [seen.missing for seen in look.channels.values()] == [
                "",
                "missing permission Send Messages, Attach Files",
                "channel not found",
                "",
            ]
            assert [seen.name.partition(" in ")[0] for seen in look.channels.values()] == [
                f"#{good.name}", f"#{bad.name}", "1", f"#{forum.name}",
            ]  # fmt: skip
            assert not any(seen.history for seen in list(look.channels.values())[:2])
            assert (look.servers, look.application) == (2, str(service.world.application))
            assert service.made(PUT) == []
            with pytest.raises(UsageError, match="DISCORD_TOKEN"):
                await DiscordBot("wrong", real_clock).look()
            await service.stop()
            with pytest.raises(FactionwatchError, match="cannot be reached"):
                await DiscordBot(service.token, real_clock).look()

    asyncio.run(run())


# -- life ------------------------------------------------------------------------------------------------------------


@scene
async def test_a_removal_pauses_what_a_server_subscribed_and_an_outage_does_not(service, desk, reader, platform):
    """The channels of a server that the bot left wait a while before they end."""
    place, store = a_post(desk).channel, platform._core.store
    store.write(lambda q: q.channels.ensure(place))

    def state():
        with store.read() as q:
            return q.channels.find(place)

    await service.outage(desk.guild)
    await service.outage(desk.guild, over=True)
    await platform.count_servers(platform._client)
    assert state().state == "active"
    await service.remove(desk.guild)
    await service.until(lambda: state().state == "missing")
    assert state().reason == "paused: the bot is no longer a member"
    assert await platform.check(place) == "the bot is not a member of this server"
    desk.guild.world.guilds[desk.guild.id] = desk.guild
    await service.join(desk.guild)
    await service.until(lambda: platform._posts.is_known(place))
    assert await platform.check(place) == ""


def test_a_removal_while_the_bot_was_down_is_seen_at_the_start(bot):
    """What happened meanwhile is found by counting."""

    async def run():
        async with FakeDiscord() as service:
            gone = Channel("discord", "77", "5")
            bot.store.write(lambda q: q.channels.ensure(gone))
            async with serving(service, bot):

                def paused():
                    with bot.store.read() as q:
                        return q.channels.find(gone).state == "missing"

                await service.until(paused)

    asyncio.run(run())


@scene
async def test_a_cut_connection_is_resumed_and_answers_again(service, desk, reader, platform):
    """Commands given meanwhile are answered too."""
    await service.gateway.drop()
    asked = await service.slash(reader, desk, "help")
    assert await asked.answer()
    assert len(service.gateway.identifies) == 1


def test_the_platform_closes_within_five_seconds_with_answers_under_way(bot):
    """An answer that was begun is still given."""

    async def run():
        async with FakeDiscord() as service:
            desk = service.guild().text()
            async with serving(service, bot) as platform:
                busy(platform, 0.5)
                asked = await service.slash(service.user(), desk, "actor", name="badr")
                await asked.acknowledged()
                began = time.perf_counter()
            assert asked.answered_after is not None
            assert time.perf_counter() - began < 5

    asyncio.run(run())
