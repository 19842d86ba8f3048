"""The fake Slack, met by stock slack_sdk and slack-bolt clients of which only the base address is changed."""

import asyncio
import contextlib
import functools

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.clock import HandClock
from tests.fakes.slack import SETTLING, FakeSlack, limits

CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Badr*"}},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "text": {"type": "plain_text", "text": "Sources"}, "action_id": "sources:badr"}
        ],
    },
]
MODAL = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "Ask"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [
        {
            "type": "input",
            "label": {"type": "plain_text", "text": "Actor"},
            "element": {"type": "external_select", "action_id": "actor", "min_query_length": 1},
        }
    ],
}


def client_of(slack, team=None):
    """A stock client that repeats nothing by itself."""
    return AsyncWebClient(token=(team or slack.team).bot_token, base_url=slack.base_url, retry_handlers=[])


def app_of(slack, **settings):
    """A small app of stock parts that knows each kind of delivery."""
    settings = settings or {"client": client_of(slack)}
    app = AsyncApp(signing_secret=slack.signing_secret, **settings)
    app.seen = []
    app.command("/actor")(_actor)
    app.action("sources:badr")(_sources)
    app.options("actor")(_complete)
    app.shortcut("ask")(_ask)
    app.view("ask")(functools.partial(_asked, app))
    app.event("app_mention")(_mentioned)
    app.event("message")(_mentioned)
    app.event("app_home_opened")(_home)
    app.event("app_uninstalled")(functools.partial(_gone, app))
    app.event("tokens_revoked")(functools.partial(_gone, app))
    return app


async def _actor(ack, respond, command):
    await ack()
    await respond(text=f"Badr, asked as {command['text']}", blocks=CARD, response_type="in_channel")


async def _sources(ack, respond):
    await ack()
    await respond(text="1. Rudaw", replace_original=False)


async def _complete(ack, payload):
    names = [n for n in ("Badr", "Kataib") if n.lower().startswith(payload["value"])]
    await ack(options=[{"text": {"type": "plain_text", "text": n}, "value": n.lower()} for n in names])


async def _ask(ack, client, shortcut):
    await ack()
    await client.views_open(trigger_id=shortcut["trigger_id"], view=MODAL)


async def _asked(app, ack, view):
    await ack()
    app.seen.append(next(iter(view["state"]["values"].values()))["actor"]["selected_option"]["value"])


async def _mentioned(event, say):
    await say(text=f"you said {event['text'].split('> ')[-1]}", thread_ts=event["ts"])


async def _home(event, client):
    await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": CARD[:1]})


async def _gone(app, event):
    app.seen.append(event["type"])


@contextlib.asynccontextmanager
async def socket_mode(slack):
    """The app, connected."""
    app = app_of(slack)
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.2)
    handler.client.web_client.base_url = slack.base_url
    await handler.connect_async()
    await slack.sockets.connected()
    try:
        yield app
    finally:
        await handler.close_async()


@contextlib.asynccontextmanager
async def http_mode(slack, **settings):
    """The app behind its own address."""
    app = app_of(slack, **settings)
    runner = web.AppRunner(app.web_app("/slack/events"))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    slack.over_http(f"http://127.0.0.1:{port}/slack/events")
    try:
        yield app
    finally:
        await runner.cleanup()


def scene(test):
    """Run a coroutine test over a service with one channel and one reader."""

    def run():
        asyncio.run(asyncio.wait_for(_with_service(test), 20))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


async def _with_service(test):
    async with FakeSlack() as slack:
        reader = slack.team.user()
        await test(slack, slack.team.channel(people=[reader]), reader)


def both_modes(test):
    """Run a test in Socket Mode and in HTTP mode."""

    @pytest.mark.parametrize("mode", [socket_mode, http_mode], ids=["socket", "http"])
    def run(mode):
        async def inside(slack, desk, reader):
            async with mode(slack) as app:
                await test(slack, desk, reader, app)

        asyncio.run(asyncio.wait_for(_with_service(inside), 20))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@both_modes
async def test_a_command_is_acknowledged_answered_and_its_button_pressed(slack, desk, reader, app):
    """The public answer stands in the channel, the private one only with its reader."""
    typed = await slack.command(reader, desk, "/actor", "badr")
    message = await typed.answer()
    await typed.acked()
    assert typed.acked_after < 3
    assert message["text"] == "Badr, asked as badr"
    assert desk.posts == [message]
    pressed = await slack.press(reader, message, "Sources")
    assert (await pressed.answer())["text"] == "1. Rudaw"
    await slack.until(lambda: desk.whispers)
    assert desk.whispers[0][0] == reader.id


@both_modes
async def test_a_shortcut_opens_a_modal_that_completes_and_submits(slack, desk, reader, app):
    """Shortcut, typed selection and submission go through."""
    used = await slack.shortcut(reader, "ask")
    view = await used.answer()
    asked = await slack.options(reader, view, "actor", "ka")
    assert [o["value"] for o in (await asked.answer())["options"]] == ["kataib"]
    sent = await slack.submit(reader, view, actor="kataib")
    await sent.acked()
    assert app.seen == ["kataib"]


@both_modes
async def test_mentions_direct_messages_and_home_are_events(slack, desk, reader, app):
    """A mention is answered in its thread, a direct message in its conversation, Home is published."""
    await slack.mention(reader, desk, "actor badr")
    await slack.until(lambda: len(desk.posts) == 2)
    assert desk.posts[1]["thread_ts"] == desk.posts[0]["ts"]
    await slack.direct(reader, "actor badr")
    await slack.until(lambda: len(slack.team.dm(reader).posts) == 2)
    await slack.open_home(reader)
    await slack.until(lambda: reader.id in slack.team.homes)


@both_modes
async def test_an_uninstalled_app_is_told_and_its_token_is_dead(slack, desk, reader, app):
    """Both events come, and calls answer token_revoked."""
    await client_of(slack).auth_test()
    slack.team.installed = False
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client_of(slack).chat_postMessage(channel=desk.id, text="x")
    slack.team.installed = True
    await slack.event(slack.team, {"type": "app_uninstalled"})
    await slack.until(lambda: app.seen == ["app_uninstalled"])


@pytest.mark.parametrize("signature", ["wrong", "stale", "missing", "changed"])
def test_http_mode_refuses_what_is_not_signed_by_us(signature):
    """Only a right and fresh signature is answered with 200."""

    async def run(slack, desk, reader):
        async with http_mode(slack):
            bad = await slack.command(reader, desk, "/actor", "badr", signature=signature)
            assert bad.status == 401
            good = await slack.command(reader, desk, "/actor", "badr")
            await good.acked()
            assert good.status == 200

    asyncio.run(_with_service(run))


@scene
async def test_the_client_comes_back_after_a_cut_and_a_disconnect(slack, desk, reader):
    """A dropped connection and a refresh lead to a new one, on a new address."""
    async with socket_mode(slack):
        await slack.sockets.disconnect("refresh_requested", close=False)
        await slack.until(lambda: slack.sockets.opened >= 2)
        await slack.sockets.connected()
        opened = slack.sockets.opened
        await slack.sockets.drop()
        await slack.until(lambda: slack.sockets.opened > opened)
        await slack.sockets.connected()
        typed = await slack.command(reader, desk, "/actor", "badr")
        assert await typed.answer()


@scene
async def test_an_address_of_socket_mode_serves_once(slack, desk, reader):
    """A second connection with the same ticket is refused."""
    app = AsyncWebClient(base_url=slack.base_url)
    url = (await app.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


@scene
async def test_where_the_bot_may_post_is_told_by_slack_s_own_errors(slack, desk, reader):
    """Unknown, private, not joined, archived and unscoped are told apart."""
    client, team = client_of(slack), slack.team
    refused = {
        "C404": "channel_not_found",
        team.channel(private=True, member=False).id: "channel_not_found",
        team.channel(member=False).id: "not_in_channel",
        team.channel(archived=True).id: "is_archived",
    }
    for channel, error in refused.items():
        with pytest.raises(SlackApiError) as raised:
            await client.chat_postMessage(channel=channel, text="x")
        assert raised.value.response["error"] == error
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.conversations_history(channel=desk.id)


@scene
async def test_metadata_is_found_again_with_history_scopes(slack, desk, reader):
    """What was posted can be looked up by its metadata."""
    slack.team.scopes = SETTLING
    client = client_of(slack)
    key = {"event_type": "factionwatch_story", "event_payload": {"key": "k1"}}
    posted = await client.chat_postMessage(channel=desk.id, text="x", metadata=key)
    found = await client.conversations_history(channel=desk.id, include_all_metadata=True)
    assert found["messages"][0]["metadata"]["event_payload"] == {"key": "k1"}
    await client.chat_postMessage(channel=desk.id, text="reply", thread_ts=posted["ts"])
    assert len((await client.conversations_replies(channel=desk.id, ts=posted["ts"]))["messages"]) == 2
    assert len((await client.conversations_history(channel=desk.id))["messages"]) == 1


@scene
async def test_rate_limits_errors_and_lost_answers(slack, desk, reader):
    """429 carries Retry-After, 503 is raised, a lost answer has posted."""
    client = client_of(slack)
    slack.limit("chat.postMessage", 1, per=0.2)
    await client.chat_postMessage(channel=desk.id, text="one")
    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(channel=desk.id, text="two")
    assert raised.value.response.status_code == 429
    assert float(raised.value.response.headers["Retry-After"]) <= 0.2
    slack.buckets.clear()
    slack.faults.fail("chat.*", 503)
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=desk.id, text="three")
    slack.faults.lose("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=desk.id, text="four")
    assert [m["text"] for m in desk.posts] == ["one", "four"]


@scene
async def test_a_retry_handler_reads_the_header(slack, desk, reader):
    """The library's own handler waits as told and succeeds."""
    client = client_of(slack)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
    slack.limit("conversations.info", 0, per=1)
    slack.buckets.clear()
    slack.faults.limit("conversations.info", retry_after=1)
    assert (await client.conversations_info(channel=desk.id))["channel"]["is_member"]
    assert [c.status for c in slack.made("conversations.info")] == [429, 200]


@pytest.mark.parametrize(("keeps", "posts"), [(False, 2), (True, 1)])
def test_a_client_msg_id_may_or_may_not_keep_posts_apart(keeps, posts):
    """The undocumented argument can be switched on, so that nobody builds on it."""

    async def run(slack, desk, reader):
        slack.keeps_client_ids = keeps
        for _ in range(2):
            await client_of(slack).chat_postMessage(channel=desk.id, text="x", client_msg_id="k1")
        assert len(desk.posts) == posts

    asyncio.run(_with_service(run))


@scene
async def test_an_image_goes_up_in_three_calls(slack, desk, reader):
    """Address, bytes, completion; the alternative text is kept."""
    await client_of(slack).files_upload_v2(channel=desk.id, content=b"png", filename="a.png", alt_txt="a chart")
    assert desk.posts[0]["files"][0]["alt_txt"] == "a chart"
    assert next(iter(slack.team.files.values()))["bytes"] == b"png"


@scene
async def test_messages_are_changed_and_seen_by_one(slack, desk, reader):
    """chat.update edits, chat.postEphemeral whispers."""
    client = client_of(slack)
    posted = await client.chat_postMessage(channel=desk.id, text="old", blocks=CARD)
    await client.chat_update(channel=desk.id, ts=posted["ts"], text="new")
    assert (desk.posts[0]["text"], desk.posts[0]["blocks"]) == ("new", [])
    await client.chat_postEphemeral(channel=desk.id, user=reader.id, text="psst")
    assert desk.whispers[0][1]["text"] == "psst"


@scene
async def test_members_and_users_are_told_with_their_scopes(slack, desk, reader):
    """Members come in pages; a user needs users:read."""
    client = client_of(slack)
    found = [m async for page in await client.conversations_members(channel=desk.id, limit=1) for m in page["members"]]
    assert sorted(found) == sorted([reader.id, slack.team.bot.id])
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.users_info(user=reader.id)
    slack.team.scopes |= {"users:read"}
    assert (await client.users_info(user=reader.id))["user"]["is_admin"] is False


def test_response_addresses_and_triggers_wear_out():
    """Five uses in thirty minutes, and three seconds for a modal."""

    async def run():
        clock = HandClock()
        async with FakeSlack(clock) as slack, socket_mode(slack):
            reader = slack.team.user()
            typed = await slack.command(reader, slack.team.channel(), "/actor", "badr")
            await typed.answer()
            url = typed.payload["response_url"]
            async with aiohttp.ClientSession() as session:
                statuses = [(await session.post(url, json={"text": "x"})).status for _ in range(5)]
            assert statuses == [200] * 4 + [404]
            clock.forward(4)
            with pytest.raises(SlackApiError, match="expired_trigger_id"):
                await client_of(slack).views_open(trigger_id=typed.payload["trigger_id"], view=MODAL)

    asyncio.run(run())


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk with aiohttp 3.14
@scene
async def test_a_workspace_is_installed_by_oauth(slack, desk, reader):
    """The code of the redirect becomes the workspace's own token, once."""
    other = slack.workspace("Other", installed=False)
    other.user()
    about = {"client_id": slack.client_id, "client_secret": slack.client_secret, "code": slack.grant(other)}
    client = AsyncWebClient(base_url=slack.base_url)
    granted = await client.oauth_v2_access(**about)
    assert granted["access_token"] == other.bot_token
    assert (await client_of(slack, other).auth_test())["team_id"] == other.id
    with pytest.raises(SlackApiError, match="invalid_code"):
        await client.oauth_v2_access(**about)


@scene
async def test_an_event_is_repeated_when_asked(slack, desk, reader):
    """Slack repeats an event that was not acknowledged; the app is told that it is a repetition."""
    async with socket_mode(slack):
        first = await slack.direct(reader, "hello")
        await first.acked()
        await slack.transport.again(first)
        await slack.until(lambda: len(slack.team.dm(reader).posts) == 3)


def test_a_payload_beyond_a_limit_fails_the_test():
    """Slack refuses it, and leaving the block says what was wrong."""

    async def run(slack, desk, reader):
        with pytest.raises(SlackApiError, match="invalid_blocks"):
            await client_of(slack).chat_postMessage(channel=desk.id, text="x", blocks=[_section("x" * 3001)])

    with pytest.raises(AssertionError, match="section text of 3001 characters"):
        asyncio.run(_with_service(run))


def _section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _button(**more):
    return {"type": "button", "text": {"type": "plain_text", "text": "x"}, "action_id": "a", **more}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"text": "x", "blocks": [_section("x")] * 51}, "51 blocks"),
        ({"text": "x", "blocks": [_section("x" * 2900)] * 5}, "characters together"),
        ({"blocks": [_section("x")]}, "without top-level text"),
        ({"text": "x", "blocks": [_section(" ")]}, "is empty"),
        (
            {"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]},
            "header of 151",
        ),
        ({"text": "x", "blocks": [{"type": "nonsense"}]}, "unknown block type"),
        ({"text": "x", "blocks": [{"type": "actions", "elements": [_button(), _button()]}]}, "repeats"),
        ({"text": "x", "blocks": [{"type": "actions", "elements": [_button(value="x" * 2001)]}]}, "2001"),
        ({"text": "x", "blocks": [{"type": "image", "image_url": "https://x.example/a.png"}]}, "alt_text"),
        ({"text": "x" * 4001}, "text of 4001"),
    ],
)
def test_the_table_finds_what_breaks_a_limit(body, sentence):
    """Each rule speaks up, and a good message passes."""
    assert limits.message_problems({"text": "x", "blocks": CARD}) == []
    assert any(sentence in problem for problem in limits.message_problems(body))


def test_pings_are_seen_wherever_mrkdwn_is_read():
    """Calls to everybody count, dates and escaped text do not."""
    loud = {"text": "<!channel>", "blocks": [_section("<@U1> <!subteam^S1> <!date^1^{date}|x> &lt;!here&gt;")]}
    assert limits.pings(loud) == ["<!channel>", "<@U1>", "<!subteam^S1>"]
