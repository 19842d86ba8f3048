"""Several workspaces install the app by themselves, and each is served with its own token."""

import asyncio
import contextlib

import aiohttp
import pytest

from bot.platforms.slack_keys import Keys
from model.delivery import Channel
from store.secrets import Secrets
from tests.bot.platforms.test_slack_bot import a_post, free_port, serving, text_of
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk, aiohttp 3.14


@contextlib.asynccontextmanager
async def several(slack, bot, folder, noon, **more):
    """The platform without a token of its own, behind HTTP."""
    keys = Keys(
        signing_secret=slack.signing_secret,
        client_id=slack.client_id,
        client_secret=slack.client_secret,
        address=f"127.0.0.1:{free_port()}",
        **more,
    )
    async with serving(slack, bot, keys, secrets=Secrets(folder / "s.db", noon)) as platform:
        yield platform, f"http://{keys.address}"


async def install(slack, address, team):
    """What an admin's browser does: the install page, the agreement, the way back."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{address}/slack/install") as page:
            text, cookie = await page.text(), page.cookies
        state = text.partition("state=")[2].partition("&")[0].partition('"')[0]
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in cookie.items())}
        query = {"code": slack.grant(team), "state": state}
        async with browser.get(f"{address}/slack/oauth_redirect", params=query, headers=headers) as back:
            return back.status


def test_each_workspace_is_served_with_its_own_token(bot, tmp_path, noon):
    """From the install page to an answer and a post, also after a restart."""

    async def run():
        async with FakeSlack() as slack:
            other = slack.workspace("Other", installed=False)
            reader = other.user()
            desk = other.channel(people=[reader])
            slack.team.user()
            async with several(slack, bot, tmp_path, noon) as (platform, address):
                assert await install(slack, address, other) == 200
                assert await install(slack, address, slack.team) == 200
                typed = await slack.command(reader, desk, "/actor", "badr")
                assert "Badr" in text_of(await typed.answer())
                await slack.mention(reader, desk, "actor badr")
                await slack.until(lambda: len(desk.posts) == 3)
            async with several(slack, bot, tmp_path, noon) as (platform, _):
                await platform.send(a_post(desk))
            assert len(desk.posts) == 4
            assert slack.made("chat.postMessage")[-1].token == other.bot_token

    asyncio.run(asyncio.wait_for(run(), 30))


def test_a_forged_or_repeated_return_installs_nothing(bot, tmp_path, noon):
    """The state must be ours, fresh, and of the same browser."""

    async def run():
        async with FakeSlack() as slack:
            other = slack.workspace("Other", installed=False)
            other.user()
            async with several(slack, bot, tmp_path, noon) as (platform, address):
                async with aiohttp.ClientSession() as browser:
                    for query in ({"code": slack.grant(other), "state": "forged"}, {"error": "access_denied"}, {}):
                        async with browser.get(f"{address}/slack/oauth_redirect", params=query) as back:
                            assert "xoxb" not in await back.text()
                assert not other.installed
                assert (await platform.send(a_post(other.channel()))).reason == "revoked"

    asyncio.run(asyncio.wait_for(run(), 30))


def test_a_workspace_that_removes_the_app_is_forgotten(bot, tmp_path, noon):
    """Its token is gone from the file at once; its channels pause; installing again brings them back."""

    async def run():
        async with FakeSlack() as slack:
            other = slack.workspace("Other", installed=False)
            reader = other.user()
            desk = other.channel(people=[reader])
            async with several(slack, bot, tmp_path, noon) as (platform, address):
                await install(slack, address, other)
                await (await slack.command(reader, desk, "/subscribe", "badr")).answer()
                await slack.uninstall(other)
                await slack.until(lambda: not _found(platform, desk).is_active)
                assert platform._workspaces.secrets.all() == ()
                assert (await platform.send(a_post(desk))).reason == "revoked"
                assert await platform.check(Channel("slack", other.id, desk.id)) != ""
                await install(slack, address, other)
                assert await platform.check(Channel("slack", other.id, desk.id)) == ""

    asyncio.run(asyncio.wait_for(run(), 30))


def test_a_request_of_a_workspace_without_a_token_is_told_so(bot, tmp_path, noon):
    """Signed, but not installed."""

    async def run():
        async with FakeSlack() as slack:
            reader = slack.team.user()
            desk = slack.team.channel(people=[reader])
            async with several(slack, bot, tmp_path, noon):
                typed = await slack.command(reader, desk, "/actor", "badr")
                assert "not installed" in text_of(await typed.answer())

    asyncio.run(asyncio.wait_for(run(), 30))


def _found(platform, channel):
    with platform._core.store.read() as q:
        return q.channels.find(Channel("slack", channel.team.id, channel.id))
