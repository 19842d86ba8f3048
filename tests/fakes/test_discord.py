"""The fake Discord, met by a stock discord.py client of which only the base addresses are changed."""

import asyncio
import contextlib
import io

import discord
import pytest
from discord import app_commands

from tests.fakes.clock import HandClock
from tests.fakes.discord import LEAST, FakeDiscord, limits, openapi

POST = "POST /channels/{channel_id}/messages"


class Bot(discord.AutoShardedClient):
    """A small bot of stock parts: one command with completion, one with buttons, one that opens a modal."""

    def __init__(self, register=True):
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
        )
        self.tree = app_commands.CommandTree(self)
        self.register = register
        self.events = []
        self.errors = []
        self.tree.add_command(_actor())
        self.tree.add_command(_slow())
        self.tree.add_command(_form())
        self.tree.error(self._failed)

    async def setup_hook(self):
        if self.register:
            await self.tree.sync()

    async def on_resumed(self):
        self.events.append("resumed")

    async def on_guild_remove(self, guild):
        self.events.append(f"removed {guild.name}")

    async def _failed(self, interaction, error):
        self.errors.append(error)


def _actor():
    async def complete(interaction, current):
        return [
            app_commands.Choice(name=n, value=n.lower()) for n in ("Badr", "Kataib") if n.lower().startswith(current)
        ]

    @app_commands.command(name="actor", description="Profile")
    @app_commands.autocomplete(name=complete)
    async def actor(interaction, name: str, channel: discord.TextChannel | None = None):
        view = discord.ui.LayoutView()
        view.add_item(discord.ui.Container(discord.ui.TextDisplay(f"**{name}** @everyone"), _row()))
        await interaction.response.send_message(view=view)

    return actor


def _row():
    class Sources(discord.ui.Button):
        async def callback(self, interaction):
            await interaction.response.send_message("1. Rudaw", ephemeral=True)

    return discord.ui.ActionRow(Sources(label="Sources", custom_id="sources:badr"))


def _slow():
    @app_commands.command(name="slow", description="Late")
    async def slow(interaction):
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.followup.send(
            "late", file=discord.File(io.BytesIO(b"png"), "chart.png", description="a chart")
        )
        await interaction.followup.send("and more")

    return slow


def _form():
    class Form(discord.ui.Modal, title="Wrong?"):
        why = discord.ui.TextInput(label="Why", custom_id="why")

        async def on_submit(self, interaction):
            await interaction.response.send_message(f"noted: {self.why.value}", ephemeral=True)

    @app_commands.command(name="form", description="Ask")
    async def form(interaction):
        await interaction.response.send_modal(Form())

    return form


@contextlib.asynccontextmanager
async def running(service, bot=None):
    """The bot, logged in and ready."""
    bot = bot or Bot()
    with service.addresses():
        task = asyncio.create_task(bot.start(service.token))
        await service.gateway.connected()
        await bot.wait_until_ready()
        try:
            yield bot
        finally:
            await bot.close()
            await task


def scene(test):
    """Run a coroutine test over a service with one guild and one channel."""

    def run():
        asyncio.run(_with_service(test))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


async def _with_service(test):
    async with FakeDiscord() as service:
        desk = service.guild().text("news")
        async with running(service) as bot:
            await test(service, desk, bot)


def channel_of(bot, channel):
    return bot.get_channel(channel.id)


@scene
async def test_a_stock_client_logs_in_registers_and_sees_its_guild(service, desk, bot):
    """Login, registration and the first events go through as with the true service."""
    assert bot.user.name == "factionwatch"
    assert {c["name"] for c in service.world.commands} == {"actor", "slow", "form"}
    assert channel_of(bot, desk).permissions_for(bot.guilds[0].me).send_messages
    assert not channel_of(bot, desk).permissions_for(bot.guilds[0].me).manage_messages
    assert service.gateway.identifies[0]["intents"] == 1


@scene
async def test_a_slash_command_is_answered_and_its_button_too(service, desk, bot):
    """What the bot says stands in the channel; a private answer does not."""
    reader = service.user()
    shown = await (await service.slash(reader, desk, "actor", name="badr", channel=desk)).answer()
    assert desk.posts == [shown]
    assert not shown["mention_everyone"]
    pressed = await service.press(reader, shown, "Sources")
    assert (await pressed.answer())["content"] == "1. Rudaw"
    assert pressed.ephemeral
    assert len(desk.posts) == 1


@scene
async def test_completion_gives_choices(service, desk, bot):
    """Typing into an option asks the bot for choices."""
    asked = await service.complete(service.user(), desk, "actor", "name", "ka")
    assert await asked.answer() == [{"name": "Kataib", "value": "kataib"}]


@scene
async def test_the_first_follow_up_fills_the_waiting_answer(service, desk, bot):
    """A deferred answer is edited by the first follow-up and stays as private as it was."""
    asked = await service.slash(service.user(), desk, "slow")
    first = await asked.answer()
    await asked.followed()
    assert (first["content"], asked.ephemeral) == ("late", True)
    assert first["attachments"][0]["description"] == "a chart"
    assert [m["content"] for m in asked.messages] == ["late", "and more"]


@scene
async def test_a_modal_is_opened_and_submitted(service, desk, bot):
    """A form goes out and comes back filled in."""
    reader = service.user()
    opened = await service.slash(reader, desk, "form")
    await opened.answer()
    sent = await service.submit(reader, opened, why="not KH")
    assert (await sent.answer())["content"] == "noted: not KH"


@scene
async def test_commands_work_in_direct_messages_and_user_installs(service, desk, bot):
    """A conversation without a guild, and a guild that knows only the user's install."""
    reader = service.user()
    direct = await service.slash(reader, service.world.dm(reader), "actor", name="badr")
    assert await direct.answer()
    installed = await service.slash(reader, desk, "actor", name="badr", installed="user")
    assert await installed.answer()


def test_an_answer_after_three_seconds_finds_no_interaction():
    """The token of a first answer dies by the service's clock."""

    async def run():
        clock = HandClock()
        async with FakeDiscord(clock) as service:
            desk = service.guild().text()
            async with running(service) as bot:
                service.faults.slow("POST /interactions/*", 0.05)
                asked = await service.slash(service.user(), desk, "actor", name="badr")
                clock.forward(4)
                await service.until(lambda: bot.errors)
                assert bot.errors[0].original.code == 10062
                assert asked.callback is None

    asyncio.run(asyncio.wait_for(run(), 10))


def test_a_token_takes_follow_ups_for_fifteen_minutes():
    """Later the service knows the token no more."""

    async def run():
        clock = HandClock()
        async with FakeDiscord(clock) as service:
            desk = service.guild().text()
            async with running(service):
                asked = await service.slash(service.user(), desk, "slow")
                await asked.followed()
                path = f"{service.rest}/webhooks/{service.world.application}/{asked.token}"
                clock.forward(minutes=16)
                status, body = await _post(path, {"content": "too late"})
                assert (status, body["code"]) == (401, 50027)

    asyncio.run(run())


async def _post(url, body, **headers):
    import aiohttp

    async with aiohttp.ClientSession() as session, session.post(url, json=body, headers=headers) as answer:
        return answer.status, await answer.json()


@scene
async def test_an_enforced_nonce_posts_once(service, desk, bot):
    """discord.py repeats a post whose answer was a late 502 with the same nonce: one message."""
    service.faults.fail(POST, 502, after_work=True)
    sent = await channel_of(bot, desk).send("once")
    assert [m["content"] for m in desk.posts] == ["once"]
    assert (len(service.twins), sent.id) == (1, int(desk.posts[0]["id"]))
    assert "nonce" not in desk.posts[0]


def test_a_nonce_is_forgotten_after_three_minutes():
    """The same nonce later is a new message."""

    async def run():
        clock = HandClock()
        async with FakeDiscord(clock) as service:
            desk = service.guild().text()
            url, key = f"{service.rest}/channels/{desk.id}/messages", {"Authorization": f"Bot {service.token}"}
            for seconds in (0, 100, 100):
                clock.forward(seconds)
                status, _ = await _post(url, {"content": "x", "nonce": "k1", "enforce_nonce": True}, **key)
                assert status == 200
            assert len(desk.posts) == 2

    asyncio.run(run())


@scene
async def test_a_lost_answer_has_done_its_work(service, desk, bot):
    """The caller gets an error of the connection, the message stands."""
    import aiohttp

    service.faults.lose(POST)
    with pytest.raises(aiohttp.ClientError):
        await channel_of(bot, desk).send("lost")
    assert [m["content"] for m in desk.posts] == ["lost"]


@scene
async def test_rate_limits_and_server_errors_are_told(service, desk, bot):
    """A 429 is waited for by the library, a 503 raised."""
    service.faults.limit(POST, retry_after=0.05)
    await channel_of(bot, desk).send("patient")
    service.faults.limit(POST, retry_after=0.05, everywhere=True)
    await channel_of(bot, desk).send("patient")
    service.faults.fail(POST, 503)
    with pytest.raises(discord.DiscordServerError):
        await channel_of(bot, desk).send("x")
    assert [c.status for c in service.made(POST)] == [429, 200, 429, 200, 503]


@scene
async def test_a_bucket_slows_the_client_before_it_is_refused(service, desk, bot):
    """discord.py reads the bucket's headers and waits by itself."""
    service.limit(POST, 2, per=0.3)
    for _ in range(4):
        await channel_of(bot, desk).send("x")
    assert [c.status for c in service.made(POST)] == [200] * 4
    spread = service.made(POST)[-1].at - service.made(POST)[0].at
    assert spread.total_seconds() >= 0.25


@scene
async def test_missing_rights_and_channels_are_told_apart(service, desk, bot):
    """403 with 50013 or 50001, 404 with 10003."""
    channel = channel_of(bot, desk)
    for permissions, code in ((discord.Permissions(view_channel=True), 50013), (discord.Permissions.none(), 50001)):
        await service.permit(desk, permissions)
        with pytest.raises(discord.Forbidden) as refused:
            await channel.send("x")
        assert refused.value.code == code
    desk.gone = True
    with pytest.raises(discord.NotFound) as refused:
        await channel.send("x")
    assert refused.value.code == 10003
    assert len(service.invalid_requests) == 2


@scene
async def test_replies_and_look_ups_need_the_history(service, desk, bot):
    """Without READ_MESSAGE_HISTORY the list is empty and a reply refused."""
    channel = channel_of(bot, desk)
    first = await channel.send("first")
    assert [m async for m in channel.history()] == []
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send("second", reference=first)
    assert refused.value.code == 160002
    desk.permissions = discord.Permissions(LEAST.value, read_message_history=True)
    await channel.send("second", reference=first)
    assert [m.content async for m in channel.history()] == ["second", "first"]


@scene
async def test_messages_are_edited_and_deleted(service, desk, bot):
    """PATCH and DELETE change what stands in the channel."""
    sent = await channel_of(bot, desk).send("old")
    await sent.edit(content="new")
    assert desk.posts[0]["content"] == "new"
    await sent.delete()
    assert desk.posts == []


@scene
async def test_threads_forum_posts_and_announcements(service, desk, bot):
    """Threads are made and listed, forums take posts, announcements are published."""
    guild = desk.guild
    rights = discord.Permissions(LEAST.value, create_public_threads=True)
    desk.permissions = rights
    forum, news = guild.forum(permissions=rights), guild.announcements(permissions=rights)
    await service.join(guild)
    thread = await channel_of(bot, desk).create_thread(name="Badr", type=discord.ChannelType.public_thread)
    await thread.send("in the thread")
    post = await bot.get_channel(forum.id).create_thread(name="KH", content="in the forum")
    active = await bot.get_guild(guild.id).active_threads()
    assert {t.id for t in active} == {thread.id, post.thread.id}
    published = await bot.get_channel(news.id).send("news")
    await published.publish()
    assert news.posts[0]["flags"] & 1


@scene
async def test_a_cut_gateway_is_resumed_with_what_was_missed(service, desk, bot):
    """Events while the connection was down come after RESUME."""
    await service.gateway.drop()
    other = service.world.guild("Other")
    await service.join(other)
    await service.until(lambda: "resumed" in bot.events)
    await service.until(lambda: bot.get_guild(other.id))
    assert len(service.gateway.identifies) == 1


@scene
async def test_a_reconnect_is_asked_for(service, desk, bot):
    """op 7 leads to RESUME."""
    await service.gateway.reconnect()
    await service.until(lambda: service.gateway.resumes)


def test_a_wrong_token_and_a_missing_consent_end_the_client():
    """401 at login, 4014 for privileged intents that the portal does not grant."""

    async def run():
        async with FakeDiscord() as service:
            with service.addresses():
                async with discord.Client(intents=discord.Intents(guilds=True)) as client:
                    with pytest.raises(discord.LoginFailure):
                        await client.login("wrong")
                async with discord.Client(intents=discord.Intents.all()) as client:
                    with pytest.raises(discord.PrivilegedIntentsRequired):
                        await client.start(service.token)

    asyncio.run(run())


@scene
async def test_a_removed_guild_is_no_outage(service, desk, bot):
    """Only a removal reaches the bot as one."""
    await service.outage(desk.guild)
    await service.outage(desk.guild, over=True)
    await service.remove(desk.guild)
    await service.until(lambda: bot.events)
    assert bot.events == ["removed Desk"]


@scene
async def test_the_service_comes_back_with_all_it_held(service, desk, bot):
    """A restart between two posts keeps the first."""
    await channel_of(bot, desk).send("before")
    await service.stop()
    await service.start()
    await channel_of(bot, desk).send("after")
    assert [m["content"] for m in desk.posts] == ["before", "after"]


def test_refused_locales_leave_the_old_commands():
    """A registration with a locale the service does not take changes nothing."""

    async def run():
        async with FakeDiscord() as service:
            service.refused_locales = {"ar"}
            url = f"{service.rest}/applications/{service.world.application}/commands"
            key = {"Authorization": f"Bot {service.token}"}
            body = [{"name": "actor", "description": "Profile", "description_localizations": {"ar": "ملف"}}]
            assert await _put(url, body, key) == 400
            assert service.world.commands == []
            service.refused_locales = set()
            assert await _put(url, body, key) == 200
            assert await _put(url, body, key) == 200
            assert service.world.command_creates == 1

    asyncio.run(run())


async def _put(url, body, headers):
    import aiohttp

    async with aiohttp.ClientSession() as session, session.put(url, json=body, headers=headers) as answer:
        return answer.status


def test_a_storm_of_invalid_requests_is_banned():
    """After the limit every call gets the bare 429 of the address ban."""

    async def run():
        async with FakeDiscord() as service:
            service.invalid_limit = 3
            url = f"{service.rest}/channels/1/messages"
            import aiohttp

            async with aiohttp.ClientSession() as session:
                statuses = []
                for _ in range(4):
                    async with session.post(url, json={"content": "x"}) as answer:
                        statuses.append(answer.status)
            assert statuses == [401, 401, 401, 429]

    asyncio.run(run())


def test_a_body_beyond_a_limit_is_refused_and_fails_the_test():
    """The service answers 400, and leaving the block says what was wrong."""

    async def run():
        async with FakeDiscord() as service:
            desk = service.guild().text()
            async with running(service) as bot:
                with pytest.raises(discord.HTTPException) as refused:
                    await channel_of(bot, desk).send(embed=discord.Embed(title="x" * 257))
                assert refused.value.code == 50035

    with pytest.raises(AssertionError, match="embed title of 257 characters"):
        asyncio.run(run())


GOOD = {
    "flags": limits.V2,
    "components": [{"type": 17, "components": [{"type": 10, "content": "x"}, {"type": 14}]}],
    "allowed_mentions": {"parse": []},
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"content": "x"}, "content is unusable"),
        ({"components": [{"type": 10, "content": "x" * 4001}]}, "4001 characters of text"),
        ({"components": [{"type": 10, "content": "x"}] * 41}, "41 components"),
        ({"components": [{"type": 2, "label": "x", "custom_id": "a", "style": 1}]}, "cannot stand at the top"),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "label": "x", "custom_id": "a", "style": 1}] * 2}]},
            "twice",
        ),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "label": "x", "url": "javascript:1", "style": 5}]}]},
            "address",
        ),
        ({"components": [{"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}]}, "not among the files"),
        ({"allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "exclude each other"),
        ({"nonce": "x" * 26}, "nonce of 26"),
        ({"flags": limits.V2 | limits.EPHEMERAL}, "flags 64"),
    ],
)
def test_the_table_finds_what_breaks_a_limit(change, sentence):
    """Each rule speaks up, and a good body passes."""
    assert limits.message_problems(GOOD) == []
    assert any(sentence in problem for problem in limits.message_problems({**GOOD, **change}))


def test_embeds_of_one_message_share_six_thousand_characters():
    """discord.py does not look at this, the service does."""
    embeds = [{"description": "x" * 3001}, {"description": "y" * 3000}]
    assert limits.message_problems({"embeds": embeds}) == ["embeds hold 6001 characters together, at most 6000"]


OPTION = {"type": 3, "name": "b", "description": "x"}


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ({"name": "Actor", "description": "x"}, "not a valid name"),
        ({"name": "actor", "description": ""}, "description of 0"),
        ({"name": "actor", "description": "x", "description_localizations": {"xx": "y"}}, "description in xx"),
        (
            {"name": "a", "description": "x", "options": [{**OPTION, "description": "x" * 101}]},
            "101 characters",
        ),
        ({"name": "a", "description": "x", "options": [OPTION, {**OPTION, "name": "c", "required": True}]}, "required"),
    ],
)
def test_the_table_finds_commands_that_cannot_be_registered(command, sentence):
    """Names, descriptions, locales and the order of options."""
    assert any(sentence in problem for problem in limits.command_problems([command]))


def test_arabic_names_are_names():
    """Letters of every script that have no upper case are allowed."""
    assert limits.command_problems([{"name": "فصيل", "description": "ملف"}]) == []


@pytest.mark.skipif(
    not openapi.is_present(), reason=f"no OpenAPI description at {openapi.location().name} in ../shared"
)
def test_the_description_refuses_what_it_does_not_know():
    """A body of the wrong types is found, a good one passes."""
    assert openapi.body_problems("POST", "/channels/{channel_id}/messages", GOOD) == []
    found = openapi.body_problems("POST", "/channels/{channel_id}/messages", {"components": [{"type": 99}]})
    assert found
    assert openapi.knows("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
