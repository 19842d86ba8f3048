"""The Slack platform serves the whole bot to a loopback Slack, and posts for the delivery core."""

import asyncio
import contextlib
import dataclasses
import functools
import json
import socket
import time

import pytest

from bot.briefing import Action, Briefing, Chart
from bot.platform import Post
from bot.platforms.slack_bot import SlackBot
from bot.platforms.slack_keys import Keys
from bot.platforms.slack_payloads import Incoming
from bot.pressing import FRESH
from feeds.config import parse_feeds
from model.delivery import Absent, Channel, Later, Refused, Sent, Unsure
from model.errors import UsageError
from tests.fakes.clock import real_clock
from tests.fakes.slack import SETTLING, FakeSlack, limits

STORY = Briefing("story", "Rocket attack · Ain al-Asad", actions=(Action("Wrong?", "/help actor"),))
CHARTED = Briefing(
    "trend", "Trend", "Words", charts=(Chart("trend", "3 in 7 days"),), actions=(Action("Help", "/help"),)
)


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def keys_of(slack, mode="socket", **more):
    """What the settings would say."""
    if mode == "socket":
        return Keys(slack.team.bot_token, slack.app_token, **more)
    return Keys(slack.team.bot_token, signing_secret=slack.signing_secret, address=f"127.0.0.1:{free_port()}", **more)


@contextlib.asynccontextmanager
async def serving(slack, bot, keys=None, **settings):
    """The platform, ready."""
    keys = keys or keys_of(slack)
    platform = SlackBot(keys, real_clock, threads=bot.threads, address=slack.base_url, **settings)
    loop = asyncio.get_running_loop()

    def check(channel):  # as bot.jobs.desk hands it to commands
        return asyncio.run_coroutine_threadsafe(platform.check(channel), loop).result(5)

    task = asyncio.create_task(platform.run(dataclasses.replace(bot, check=check)))
    ready = asyncio.create_task(platform.ready())
    try:
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
        if task.done():
            task.result()
        if keys.by_socket:
            await slack.sockets.connected()
        else:
            slack.over_http(f"http://{keys.address}/slack/events")
        yield platform
    finally:
        ready.cancel()
        await platform.close()
        await asyncio.wait_for(task, 5)


def scene(test=None, *, modes=("socket",), **settings):
    """Run a coroutine test over a service with one channel, its reader, and the platform that serves the bot."""
    if test is None:
        return functools.partial(scene, modes=modes, **settings)

    @pytest.mark.parametrize("mode", modes)
    @functools.wraps(test)
    def run(bot, mode):
        async def inside():
            async with FakeSlack() as slack:
                reader = slack.team.user()
                desk = slack.team.channel(people=[reader])
                async with serving(slack, bot, keys_of(slack, mode), **settings) as platform:
                    await test(slack, desk, reader, platform)

        asyncio.run(asyncio.wait_for(inside(), 30))

    del run.__wrapped__
    return run


def text_of(message):
    """All the words of a message or view."""
    shown = [b["text"]["text"] for b in message["blocks"] if b["type"] == "header"]
    return "\n".join([message.get("text", ""), *shown, *limits.mrkdwn(message["blocks"])])


def labels(message):
    """The labels of its buttons."""
    return [e["text"]["text"] for _, e in limits.elements(message["blocks"]) if e["type"] == "button"]


def busy(platform, seconds=0.4):
    """Keep every reader thread busy for a moment."""
    for _ in range(4):
        platform._core.threads.submit(time.sleep, seconds)


def a_post(desk, briefing=STORY, key="story:1", **settings):
    """A post for a channel."""
    return Post(key, Channel("slack", desk.team.id, desk.id), briefing, **settings)


def png(chart, language):
    """Bytes in the place of a picture."""
    return b"png:" + chart.kind.encode()


both_modes = scene(modes=("socket", "http"))


# -- commands --------------------------------------------------------------------------------------------------------


@both_modes
async def test_a_fact_is_told_to_all_and_acknowledged_first(slack, desk, reader, platform):
    """The one command and the command's own name answer alike."""
    typed = await slack.command(reader, desk, "/factionwatch", "actor Kataib Hezbollah")
    message = await typed.answer()
    await typed.acked()
    assert typed.acked_after < 1
    assert "Kataib Hezbollah" in text_of(message)
    assert desk.posts == [message]
    own = await slack.command(reader, desk, "/actor", "كتائب حزب الله")
    assert text_of(await own.answer()) == text_of(message)


@both_modes
async def test_help_mistakes_and_unknown_names_are_told_to_the_asker_alone(slack, desk, reader, platform):
    """Near names come as buttons, and pressing one answers."""
    for text in ("help", "", "actor Kataib Hizbola of nowhere", "evnts badr", "events badr days:x"):
        typed = await slack.command(reader, desk, "/factionwatch", text)
        message = await typed.answer()
        assert desk.whispers[-1] == (reader.id, message)
    assert desk.posts == []
    typed = await slack.command(reader, desk, "/factionwatch", "evnts badr")
    message = await typed.answer()
    pressed = await slack.press(reader, message, labels(message)[0])
    assert await pressed.answer()


@scene
async def test_what_a_user_types_pings_nobody(slack, desk, reader, platform):
    """Slack's own marks in a command come back as words."""
    for text in ("actor <!channel>", "find <!here> <@U1>", "<!everyone>", "actor &lt;!channel&gt;"):
        typed = await slack.command(reader, desk, "/factionwatch", text)
        assert limits.pings(await typed.answer()) == []


@scene
async def test_a_busy_bot_acknowledges_all_the_same(slack, desk, reader, platform):
    """The answer comes when it can."""
    busy(platform, 1.0)
    typed = await slack.command(reader, desk, "/actor", "badr")
    await typed.acked()
    assert typed.acked_after < 0.5
    assert typed.messages == []
    assert await typed.answer()


@both_modes
async def test_a_hundred_commands_at_once_are_all_answered_once(slack, desk, reader, platform):
    """None is lost, none comes twice."""
    typed = [await slack.command(reader, desk, "/actor", "badr") for _ in range(100)]
    for one in typed:
        await one.answer(30)
        await one.acked()
    assert len(desk.posts) == 100
    assert all(len(one.responses) == 1 for one in typed)
    assert max(one.acked_after for one in typed) < 3


@scene
async def test_a_command_of_a_channel_without_the_bot_is_answered(slack, desk, reader, platform):
    """The response address works everywhere."""
    elsewhere = slack.team.channel("elsewhere", member=False, people=[reader])
    typed = await slack.command(reader, elsewhere, "/actor", "badr")
    assert "Badr" in text_of(await typed.answer())


@scene
async def test_an_answer_refused_for_a_moment_comes_once(slack, desk, reader, platform):
    """Rate limits and faults of the server are waited for; a lost answer is not said to all twice."""
    slack.faults.limit("response_url", retry_after=0.05)
    slack.faults.fail("response_url", 503)
    typed = await slack.command(reader, desk, "/actor", "badr")
    await typed.answer()
    slack.faults.lose("response_url")
    lost = await slack.command(reader, desk, "/actor", "badr")
    await lost.answer()
    await asyncio.sleep(0.5)
    assert len(desk.posts) == 2


@scene
async def test_a_rejected_answer_is_said_as_plain_text(slack, desk, reader, platform):
    """Whatever Slack has against the blocks, the words come."""
    slack.faults.fail("response_url", 400)
    typed = await slack.command(reader, desk, "/actor", "badr")
    message = await typed.answer()
    assert message["blocks"] == []
    assert "*Badr" in message["text"]


# -- messages --------------------------------------------------------------------------------------------------------


@both_modes
async def test_a_mention_is_answered_in_its_thread(slack, desk, reader, platform):
    """As a typed line; errors go to the asker alone."""
    await slack.mention(reader, desk, "actor badr")
    await slack.until(lambda: len(desk.posts) == 2)
    assert desk.posts[1]["thread_ts"] == desk.posts[0]["ts"]
    assert "Badr" in text_of(desk.posts[1])
    await slack.mention(reader, desk, "help")
    await slack.until(lambda: desk.whispers)
    assert len(desk.posts) == 3


@both_modes
async def test_a_direct_message_is_answered_where_it_stands(slack, desk, reader, platform):
    """With and without a slash, in any script."""
    home = slack.team.dm(reader)
    for n, text in enumerate(("actor badr", "/actor بدر", "help"), 1):
        await slack.direct(reader, text)
        await slack.until(lambda n=n: len(home.posts) == 2 * n)
    assert text_of(home.posts[1]) == text_of(home.posts[3])
    assert "thread_ts" not in home.posts[1]


@scene
async def test_an_event_that_comes_again_is_answered_once(slack, desk, reader, platform):
    """Slack repeats what was not acknowledged in time."""
    first = await slack.direct(reader, "actor badr")
    home = slack.team.dm(reader)
    await slack.until(lambda: len(home.posts) == 2)
    await slack.transport.again(first)
    await slack.direct(reader, "actor badr")
    await slack.until(lambda: len(home.posts) == 4)
    await asyncio.sleep(0.1)
    assert len(home.posts) == 4


@scene
async def test_messages_of_bots_and_of_channels_are_not_answered(slack, desk, reader, platform):
    """No loops, and no eavesdropping."""
    base = {"type": "message", "user": reader.id, "text": "actor badr", "ts": "1.1", "channel": desk.id}
    for more in ({"bot_id": "B9", "channel_type": "im"}, {"subtype": "message_changed"}, {"channel_type": "channel"}):
        await (await slack.event(slack.team, base | more)).acked()
    await slack.direct(reader, "help")
    await slack.until(lambda: len(slack.team.dm(reader).posts) == 2)
    assert desk.posts == []


# -- buttons ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def many_feeds(bot):
    """The bot with so many feeds that their list has pages."""
    about = {"language": "en", "homepage": "https://o.example", "country": "IQ", "ownership": "independent"}
    feeds = [
        {"id": f"feed-{n}", "url": f"https://o.example/{n}", "name": f"Outlet {n}", "reliability": "B", **about}
        for n in range(300)
    ]
    written = json.dumps({"outlets": {}, "feeds": feeds})
    feeds = parse_feeds([("feeds.yaml", written)])
    return dataclasses.replace(bot, knowledge=dataclasses.replace(bot.knowledge, feeds=feeds))


def test_the_asker_turns_the_page_and_others_get_a_copy(many_feeds):
    """A public list stays as its asker left it."""

    async def run():
        async with FakeSlack() as slack:
            reader = slack.team.user()
            desk = slack.team.channel(people=[reader])
            async with serving(slack, many_feeds):
                await _turn(slack, desk, reader)

    asyncio.run(run())


async def _turn(slack, desk, reader):
    typed = await slack.command(reader, desk, "/factionwatch", "sources")
    message = await typed.answer()
    first = text_of(message)
    onward = labels(message)[0]
    assert onward.startswith("Page 2 of ")
    other = await slack.press(slack.team.user("other"), message, onward)
    copy = await other.answer()
    assert desk.whispers[-1][1] is copy
    assert text_of(message) == first
    own = await slack.press(reader, message, onward)
    await own.answer()
    assert own.responses[0]["replace_original"]
    assert text_of(message) == text_of(copy) != first
    assert desk.posts == [message]


def test_buttons_outlive_a_restart(many_feeds):
    """Nothing that a button needs lives in the bot."""

    async def run():
        async with FakeSlack() as slack:
            reader = slack.team.user()
            desk = slack.team.channel(people=[reader])
            async with serving(slack, many_feeds):
                message = await (await slack.command(reader, desk, "/factionwatch", "sources")).answer()
            async with serving(slack, many_feeds):
                pressed = await slack.press(reader, message, labels(message)[0])
                await pressed.answer()
                assert "Back" in labels(message)

    asyncio.run(run())


@scene
async def test_a_button_of_a_post_answers_its_presser_alone(slack, desk, reader, platform):
    """A post belongs to the channel, so an answer to one does not fill it."""
    await platform.send(a_post(desk))
    pressed = await slack.press(reader, desk.posts[0], "Wrong?")
    await pressed.answer()
    assert len(desk.posts) == 1
    assert desk.whispers[0][0] == reader.id


@scene
async def test_a_button_with_a_long_command_means_it_for_30_days(slack, desk, reader, platform):
    """What does not fit into the value stands in a row of the store."""
    long = "/events place:" + "x" * 2100
    await platform.send(a_post(desk, Briefing("events", "x", actions=(Action("Go on", long),))))
    value = next(e["value"] for _, e in limits.elements(desk.posts[0]["blocks"]))
    key = value.partition("/")[2].split("|")[3]
    assert await platform._core.kept(key) == long
    assert await (await slack.press(reader, desk.posts[0], "Go on")).answer()


# -- the form --------------------------------------------------------------------------------------------------------


@both_modes
async def test_the_shortcut_opens_a_form_that_completes_and_answers(slack, desk, reader, platform):
    """Names in any spelling; the answer takes the form's place."""
    view = await (await slack.shortcut(reader, "factionwatch")).answer()
    for typed in ("كتائب حز", "KH", "kataeb hez"):
        asked = await slack.options(reader, view, "fill:name", typed)
        assert "Kataib Hezbollah" in [o["value"] for o in (await asked.answer())["options"]]
    sent = await slack.submit(reader, view, form={"fill:name": "Kataib Hezbollah"})
    shown = await sent.acked()
    assert shown["response_action"] == "update"
    if "Kataib Hezbollah" not in text_of(shown["view"]):  # a slow machine: the page that waits came first
        await slack.until(lambda: "Kataib Hezbollah" in text_of(slack.team.views[view["id"]]), 20)


@scene
async def test_another_command_changes_the_form(slack, desk, reader, platform):
    """Its inputs are those of the command."""
    view = await (await slack.shortcut(reader, "factionwatch")).answer()
    await (await slack.press(reader, view, action_id="pick", selected="events")).acked()
    await slack.until(lambda: any("type" in str(b.get("block_id")) for b in slack.team.views[view["id"]]["blocks"]))
    changed = slack.team.views[view["id"]]
    inputs = [b["element"]["action_id"] for b in changed["blocks"] if b["type"] == "input"]
    assert {"fill:actor", "fill:type", "fill:place", "fill:days"} <= set(inputs)
    sent = await slack.submit(reader, changed, form={"fill:actor": "Badr Organization", "fill:days": "30"})
    assert "Events: Badr" in text_of((await sent.acked())["view"])


@scene
async def test_a_slow_form_waits_and_is_answered(slack, desk, reader, platform):
    """Slack allows three seconds, so a page that waits comes first."""
    view = await (await slack.shortcut(reader, "factionwatch")).answer()
    busy(platform, 2.0)
    sent = await slack.submit(reader, view, form={"fill:name": "badr"})
    await sent.acked()
    assert sent.acked_after < 3
    await slack.until(lambda: "Badr" in text_of(slack.team.views[view["id"]]))


# -- Home ------------------------------------------------------------------------------------------------------------


@both_modes
async def test_home_shows_the_workspace_s_subscriptions_and_changes_them(slack, desk, reader, platform):
    """By channel, with a button each, and how the feeds are."""
    await (await slack.command(reader, desk, "/subscribe", "badr")).answer()
    await (await slack.command(reader, desk, "/subscribe", "all rhythm:daily")).answer()
    view = await _home(slack, reader)
    assert f"<#{desk.id}>" in text_of(view)
    assert "Badr" in text_of(view)
    assert "no feed polled yet" in text_of(view)
    assert labels(view).count("Unsubscribe") == 2
    await slack.press(reader, view, "Unsubscribe")
    await slack.until(lambda: labels(slack.team.homes[reader.id]).count("Unsubscribe") == 1)
    assert len(_wishes(platform, desk)) == 1
    await slack.press(reader, slack.team.homes[reader.id], "Pause")
    await slack.until(lambda: "Resume" in labels(slack.team.homes[reader.id]))


@scene
async def test_home_shows_nobody_what_is_not_his_business(slack, desk, reader, platform):
    """Private channels of others and their direct conversations stay theirs; public ones are seen, not changed."""
    other = slack.team.user("other")
    theirs = slack.team.channel("theirs", private=True, people=[other])
    public = slack.team.channel("public", people=[other])
    for channel in (theirs, public):
        await (await slack.command(other, channel, "/subscribe", "badr")).answer()
    await slack.direct(other, "subscribe badr")
    await slack.until(lambda: _wishes(platform, slack.team.dm(other)))
    assert labels(await _home(slack, other)).count("Unsubscribe") == 3
    view = await _home(slack, reader)
    assert labels(view).count("Unsubscribe") == 1
    pressed = await slack.press(reader, view, "Unsubscribe")
    await pressed.answer()
    await slack.until(lambda: "Only those" in text_of(slack.team.views[pressed.view["id"]]))
    assert len(_wishes(platform, public)) == 1


@scene
async def test_an_empty_home_says_how_to_begin_and_opens_the_form(slack, desk, reader, platform):
    """A newcomer is not left alone."""
    view = await _home(slack, reader)
    assert "/subscribe" in text_of(view)
    pressed = await slack.press(reader, view, "Ask")
    assert (await pressed.answer())["callback_id"] == "factionwatch"


async def _home(slack, user):
    """What a user's Home tab shows when he opens it."""
    before = slack.team.homes.get(user.id)
    await slack.open_home(user)
    await slack.until(lambda: slack.team.homes.get(user.id) is not before)
    return slack.team.homes[user.id]


# -- charts ----------------------------------------------------------------------------------------------------------


@scene(draw=png)
async def test_a_chart_is_uploaded_and_shown(slack, desk, reader, platform):
    """With alternative text; in a post too."""
    assert isinstance(await platform.send(a_post(desk, CHARTED)), Sent)
    image = next(b for b in desk.posts[0]["blocks"] if b["type"] == "image")
    assert image["alt_text"] == "3 in 7 days"
    assert slack.team.files[image["slack_file"]["id"]]["bytes"] == b"png:trend"
    assert slack.team.files[image["slack_file"]["id"]]["done"]


@scene(draw=png)
async def test_a_chart_for_a_channel_without_the_bot_is_told_in_words(slack, desk, reader, platform):
    """And how to get pictures is said."""
    elsewhere = slack.team.channel("elsewhere", member=False, people=[reader])
    drawn, pictures = await platform._answers._drawn(
        CHARTED, Incoming(slack.team.id, reader.id, elsewhere.id), FRESH, "en"
    )
    assert pictures == ()
    assert "3 in 7 days" in drawn.text
    assert any("/invite @factionwatch" in w for w in drawn.warnings)


@scene(draw=png)
async def test_a_picture_that_slack_still_reads_is_waited_for(slack, desk, reader, platform):
    """The message is not lost for it."""
    slack.answer_error("chat.postMessage", "invalid_blocks")
    assert isinstance(await platform.send(a_post(desk, CHARTED)), Sent)
    assert any(b["type"] == "image" for b in desk.posts[0]["blocks"])


@scene(draw=png)
async def test_a_picture_that_cannot_be_uploaded_is_told_in_words(slack, desk, reader, platform):
    """The numbers come all the same."""
    slack.faults.fail("upload", 500)
    assert isinstance(await platform.send(a_post(desk, CHARTED)), Sent)
    assert "3 in 7 days" in text_of(desk.posts[0])


# -- posts -----------------------------------------------------------------------------------------------------------


@scene
async def test_a_post_bears_its_key_and_shows_no_previews(slack, desk, reader, platform):
    """In metadata and a stable id; the text speaks for the blocks."""
    sent = await platform.send(a_post(desk))
    post = slack.made("chat.postMessage")[0].body
    assert sent == Sent(desk.posts[0]["ts"])
    assert desk.posts[0]["metadata"] == {"event_type": "factionwatch_story", "event_payload": {"key": "story:1"}}
    assert str(post["unfurl_links"]).lower() in ("false", "0")
    assert post["text"].startswith("Rocket attack")
    await platform.send(a_post(desk))
    first, second = slack.made("chat.postMessage")
    assert first.body["client_msg_id"] == second.body["client_msg_id"]


@scene
async def test_errors_of_a_channel_are_told_apart(slack, desk, reader, platform):
    """Gone, not invited, archived, revoked, told to wait, lost."""
    team = slack.team
    for channel, reason in (
        (team.channel(private=True, member=False), "not-found"),
        (team.channel(member=False), "forbidden"),
        (team.channel(archived=True), "forbidden"),
    ):
        found = await platform.send(a_post(channel))
        assert isinstance(found, Refused)
        assert found.reason == reason
    slack.faults.limit("chat.postMessage", retry_after=7)
    assert await platform.send(a_post(desk)) == Later(7.0, "rate limit")
    slack.faults.fail("chat.postMessage", 503)
    assert isinstance(await platform.send(a_post(desk)), Unsure)
    slack.faults.lose("chat.postMessage")
    assert isinstance(await platform.send(a_post(desk)), Unsure)
    slack.answer_error("chat.postMessage", "account_inactive")
    assert (await platform.send(a_post(desk))).reason == "revoked"


@scene
async def test_a_rejected_post_goes_out_as_plain_text(slack, desk, reader, platform):
    """Whatever Slack has against the blocks, the news comes."""
    slack.answer_error("chat.postMessage", "invalid_blocks")
    assert isinstance(await platform.send(a_post(desk)), Sent)
    assert desk.posts[0]["blocks"] == []
    assert "Rocket attack" in desk.posts[0]["text"]


@scene
async def test_a_lost_post_is_found_with_history_scopes(slack, desk, reader, platform):
    """By its key; and its absence is known."""
    slack.team.scopes = SETTLING
    slack.faults.lose("chat.postMessage")
    post = a_post(desk, unsure_for=3.0)
    assert isinstance(await platform.send(post), Unsure)
    assert await platform.settle(post) == Sent(desk.posts[0]["ts"])
    assert await platform.settle(a_post(desk, key="story:2", unsure_for=3.0)) == Absent()


@scene
async def test_a_lost_post_is_found_behind_many_others_and_in_its_thread(slack, desk, reader, platform):
    """Pages are turned back as far as the first try."""
    slack.team.scopes = SETTLING
    first = await platform.send(a_post(desk))
    reply = a_post(desk, key="news:1", reply_to=first.message, unsure_for=1.0)
    answer = await platform.send(reply)
    for n in range(450):
        slack.team.say(desk, reader, f"chat {n}")
    assert await platform.settle(a_post(desk, unsure_for=1.0)) == first
    assert await platform.settle(reply) == answer


@scene
async def test_without_history_scopes_nobody_knows(slack, desk, reader, platform):
    """The core decides then."""
    assert isinstance(await platform.settle(a_post(desk, unsure_for=3.0)), Unsure)
    slack.team.scopes = SETTLING
    slack.faults.limit("conversations.history", retry_after=5)
    assert await platform.settle(a_post(desk, unsure_for=3.0)) == Later(5.0, "rate limit")
    slack.faults.fail("conversations.history", 503)
    assert isinstance(await platform.settle(a_post(desk, unsure_for=3.0)), Later)  # to send instead could double it


@scene
async def test_a_story_that_grows_is_edited_and_answered(slack, desk, reader, platform):
    """The message changes; news comes in its thread; an old one is linked."""
    sent = await platform.send(a_post(desk))
    grown = Briefing("story", "Rocket attack · two killed")
    assert await platform.edit(a_post(desk, grown), sent.message) == sent
    assert "two killed" in text_of(desk.posts[0])
    assert desk.posts[0]["metadata"]["event_payload"]["key"] == "story:1"
    await platform.send(a_post(desk, key="news:1", reply_to=sent.message))
    assert desk.posts[1]["thread_ts"] == sent.message
    await platform.send(a_post(desk, key="news:2", follows=sent.message))
    assert f"/archives/{desk.id}/p{sent.message.replace('.', '')}>" in text_of(desk.posts[2])


@scene
async def test_a_channel_gets_about_one_message_a_second(slack, desk, reader, platform):
    """Posts to other channels do not wait for it."""
    other = slack.team.channel("other")
    began = time.perf_counter()
    await asyncio.gather(platform.send(a_post(desk)), platform.send(a_post(desk, key="story:2")))
    assert 1 <= time.perf_counter() - began < 2
    began = time.perf_counter()
    await platform.send(a_post(other))
    assert time.perf_counter() - began < 0.7


@scene
async def test_what_is_missing_in_a_channel_is_known(slack, desk, reader, platform):
    """Before anything is posted."""
    team = slack.team
    places = [desk, team.channel(member=False), team.channel(archived=True), team.channel(private=True, member=False)]
    said = [await platform.check(Channel("slack", team.id, place.id)) for place in places]
    assert said[0] == ""
    assert ["invite" in words for words in said[1:]] == [True, False, True]
    assert "archived" in said[2]
    assert await platform.thread(Channel("slack", team.id, desk.id), "x") == Channel("slack", team.id, desk.id)


def test_nothing_is_posted_before_the_platform_is_connected(bot):
    """The row waits."""
    platform = SlackBot(Keys("xoxb-1", "xapp-1"), real_clock)
    post = Post("k", Channel("slack", "T1", "C1"), STORY)
    assert isinstance(asyncio.run(platform.send(post)), Later)
    assert isinstance(asyncio.run(platform.settle(post)), Later)


# -- life ------------------------------------------------------------------------------------------------------------


@scene
async def test_the_bot_is_back_after_cuts_and_refreshes(slack, desk, reader, platform):
    """A dropped connection, and Slack's own wish for a new one."""
    opened = slack.sockets.opened
    await slack.sockets.drop()
    began = time.perf_counter()
    await slack.until(lambda: slack.sockets.opened > opened, 10)
    await slack.sockets.connected()
    assert time.perf_counter() - began < 10
    opened = slack.sockets.opened
    await slack.sockets.disconnect("refresh_requested")
    await slack.until(lambda: slack.sockets.opened > opened)
    await slack.sockets.connected()
    typed = await slack.command(reader, desk, "/actor", "badr")
    assert await typed.answer()


@pytest.mark.parametrize(
    ("keys", "word"),
    [(Keys("xoxb-wrong", "xapp-test"), "SLACK_BOT_TOKEN"), (Keys("xoxb-test-1", "xapp-wrong"), "SLACK_APP_TOKEN")],
)
def test_a_wrong_token_is_one_clear_sentence(bot, keys, word):
    """The operator is told which setting is wrong."""

    async def run():
        async with FakeSlack() as slack, serving(slack, bot, keys):
            pass

    with pytest.raises(UsageError, match=word):
        asyncio.run(run())


def test_an_address_in_use_is_one_clear_sentence(bot):
    """HTTP mode names its setting."""

    async def run():
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            async with FakeSlack() as slack:
                keys = Keys(slack.team.bot_token, signing_secret=slack.signing_secret, address=address)
                async with serving(slack, bot, keys):
                    pass

    with pytest.raises(UsageError, match="SLACK_HTTP"):
        asyncio.run(run())


def test_a_service_that_is_down_at_the_start_is_tried_again(bot):
    """The bot waits for Slack instead of ending."""

    async def run():
        async with FakeSlack() as slack:
            slack.faults.fail("auth.test", 503)
            slack.faults.refuse("apps.connections.open")
            reader = slack.team.user()
            async with serving(slack, bot):
                typed = await slack.command(reader, slack.team.channel(people=[reader]), "/actor", "badr")
                assert await typed.answer()

    asyncio.run(asyncio.wait_for(run(), 30))


def test_all_names_in_the_environment_hide_no_token(bot, monkeypatch):
    """Bolt would ignore the token where it sees a client id and secret."""
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "x")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-other")

    async def run():
        async with FakeSlack() as slack:
            reader = slack.team.user()
            async with serving(slack, bot):
                typed = await slack.command(reader, slack.team.channel(people=[reader]), "/actor", "badr")
                assert "Badr" in text_of(await typed.answer())

    asyncio.run(run())


@pytest.mark.parametrize("signature", ["wrong", "stale", "missing", "changed"])
def test_what_slack_did_not_sign_is_refused(bot, signature):
    """HTTP mode serves only requests with a right and fresh signature."""

    async def run():
        async with FakeSlack() as slack:
            reader = slack.team.user()
            desk = slack.team.channel(people=[reader])
            async with serving(slack, bot, keys_of(slack, "http")):
                bad = await slack.command(reader, desk, "/actor", "badr", signature=signature)
                assert bad.status == 401
                good = await slack.command(reader, desk, "/actor", "badr")
                assert await good.answer()
            assert len(desk.posts) == 1

    asyncio.run(run())


def test_an_answer_under_way_is_said_before_the_bot_leaves(bot):
    """Told to stop, it lets go of nothing it has taken."""

    async def run():
        async with FakeSlack() as slack:
            reader = slack.team.user()
            desk = slack.team.channel(people=[reader])
            async with serving(slack, bot) as platform:
                busy(platform, 0.6)
                typed = await slack.command(reader, desk, "/actor", "badr")
                await typed.acked()
            assert len(desk.posts) == 1

    asyncio.run(run())


@scene
async def test_a_removed_app_pauses_what_it_was_asked_for(slack, desk, reader, platform):
    """The workspace's channels pause, and end after a week with all that belongs to them."""
    store = platform._core.store
    where = Channel("slack", slack.team.id, desk.id)
    store.write(lambda q: q.channels.ensure(where))
    await slack.event(slack.team, {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
    await asyncio.sleep(0.05)
    assert _state(store, where).is_active
    await slack.uninstall(slack.team)
    await slack.until(lambda: not _state(store, where).is_active)
    assert "no longer a member" in _state(store, where).reason
    assert (await platform.send(a_post(desk))).reason == "revoked"


def _state(store, channel):
    with store.read() as q:
        return q.channels.find(channel)


# -- subscriptions ---------------------------------------------------------------------------------------------------


@both_modes
async def test_a_member_subscribes_the_channel(slack, desk, reader, platform):
    """The answer is for him alone, and his wish is kept."""
    typed = await slack.command(reader, desk, "/subscribe", "badr")
    assert "Badr" in text_of(await typed.answer())
    assert desk.posts == []
    kept = _wishes(platform, desk)
    assert [one.target for one in kept] == ["actor:badr-organization"] or len(kept) == 1
    typed = await slack.command(reader, desk, "/unsubscribe", "badr")
    await typed.answer()
    assert _wishes(platform, desk) == ()


@scene
async def test_a_channel_without_the_bot_cannot_be_subscribed(slack, desk, reader, platform):
    """It says so at once, and how to invite it."""
    for channel in (slack.team.channel("open", member=False), slack.team.channel("shut", member=False, private=True)):
        typed = await slack.command(reader, channel, "/subscribe", "badr")
        message = await typed.answer()
        assert "/invite @factionwatch" in text_of(message)
        assert _wishes(platform, channel) == ()


@scene
async def test_nobody_subscribes_a_channel_he_is_not_in(slack, desk, reader, platform):
    """Another channel of the workspace may be named by its members."""
    theirs = slack.team.channel("theirs", people=[slack.team.user("other")])
    shared = slack.team.channel("shared", people=[reader])
    typed = await slack.command(reader, desk, "/subscribe", f"badr channel:<#{theirs.id}|theirs>")
    await typed.answer()
    assert _wishes(platform, theirs) == ()
    typed = await slack.command(reader, desk, "/subscribe", f"badr channel:<#{shared.id}|shared>")
    await typed.answer()
    assert len(_wishes(platform, shared)) == 1


@pytest.mark.parametrize(
    ("subscribers", "scopes", "allowed"),
    [
        (("members",), (), {"reader", "admin"}),
        (("admins",), ("users:read",), {"admin"}),
        (("admins",), (), set()),
        (("U00000002",), (), {"reader"}),
    ],
)
def test_the_setting_says_who_subscribes(bot, subscribers, scopes, allowed):
    """Members, admins, or listed users."""

    async def run():
        async with FakeSlack() as slack:
            slack.team.scopes |= set(scopes)
            people = [slack.team.user("reader"), slack.team.user("admin", admin=True)]
            async with serving(slack, bot, keys_of(slack, subscribers=subscribers)) as platform:
                for user in people:
                    desk = slack.team.channel(people=people)
                    await (await slack.command(user, desk, "/subscribe", "badr")).answer()
                    assert bool(_wishes(platform, desk)) == (user.name in allowed)

    asyncio.run(run())


@scene
async def test_a_direct_conversation_subscribes_itself(slack, desk, reader, platform):
    """Posts come there."""
    await slack.direct(reader, "subscribe badr")
    home = slack.team.dm(reader)
    await slack.until(lambda: len(home.posts) == 2)
    assert len(_wishes(platform, home)) == 1


def _wishes(platform, channel):
    with platform._core.store.read() as q:
        found = q.channels.find(Channel("slack", channel.team.id, channel.id))
        return q.subscriptions.of(found.number) if found else ()
