"""Slack: takes commands, presses, forms and messages, and posts. Transport only; payloads are made beside it.

Everything is acknowledged first. Answers to commands and presses go to their response address, which also works where
the bot was not invited; answers to mentions and direct messages are messages; answers to forms stand in the form.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.command import Asker, Command, Permission, commands
from bot.platform import Core, Post
from bot.platforms import slack_payloads as payloads
from bot.platforms import slack_views as views
from bot.platforms.slack_answers import Answers, Draw
from bot.platforms.slack_keys import Keys
from bot.platforms.slack_payloads import Incoming
from bot.platforms.slack_posts import Posts
from bot.platforms.slack_transport import LEAVE_WITHIN, Authorize, Patience, Waiting, connect, listen
from bot.platforms.slack_workspaces import TROUBLE, NotInstalled, Workspaces, failure, hidden_from_bolt, word
from bot.pressing import Manner, Press
from bot.rendering import written
from bot.texts import texts
from model.delivery import Absent, Channel, Later, Refused, Result, Sent, Unsure
from model.errors import UsageError
from store.secrets import Secrets

log = structlog.get_logger()

FORM_WITHIN = 1.5  # an answer ready by then acknowledges its form; Slack waits three seconds
AFTER_ACK = 0.25  # until an acknowledged form has changed, so that its answer is not overtaken
REMEMBERED = 2000  # events that Slack may send again
NOT_YET = Later(5.0, "not connected yet")


class SlackBot:
    """The Slack platform."""

    name = payloads.PLATFORM

    def __init__(
        self,
        keys: Keys,
        clock: Callable[[], datetime],
        draw: Draw | None = None,
        threads: Executor | None = None,
        secrets: Secrets | None = None,
        address: str = "",
    ) -> None:
        self._keys, self._waiting = keys, Waiting()
        self._workspaces = Workspaces(keys, secrets, address)
        self._posts = Posts(self._workspaces, clock)
        self._answers = Answers(self._workspaces, self._posts, self._waiting, draw, threads)
        self._core: Core | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._seen: dict[str, None] = {}
        self._words = texts("en")  # of forms and the Home tab, which belong to no channel
        self._closed, self._ready = asyncio.Event(), asyncio.Event()

    # -- life --------------------------------------------------------------------------------------------------------

    async def run(self, core: Core) -> None:
        """Serves until closed; comes back by itself after cuts."""
        self._core, self._words = core, texts(core.language(Asker(self.name)))
        await self._workspaces.open()
        try:
            await self._sign_in()
            await self._note_presence()
            await self._serve()
        finally:
            await self._workspaces.close()

    async def _sign_in(self) -> None:
        patience = Patience(self._closed)
        while not self._closed.is_set():
            try:
                await self._workspaces.sign_in()
                return
            except TROUBLE as error:
                await patience.after(error)

    async def _serve(self) -> None:
        app = self._app()
        served = await listen(app, self._keys, self._workspaces, self._waiting) if self._keys.serves else None
        try:
            socket = None
            if self._keys.by_socket:
                socket = await connect(app, self._keys, self._workspaces, self._waiting, self._closed)
            self._ready.set()
            await self._closed.wait()
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=LEAVE_WITHIN)
            if socket is not None:
                await socket.close()
        finally:
            if served is not None:
                await served.cleanup()

    async def close(self) -> None:
        """Lets answers under way finish for a moment, then leaves; `run` returns."""
        self._closed.set()

    async def ready(self) -> None:
        """Waits until Slack can reach us."""
        await self._ready.wait()

    def _app(self) -> AsyncApp:
        with hidden_from_bolt():
            app = AsyncApp(
                name="factionwatch",
                client=self._workspaces.plain(),
                signing_secret=self._keys.signing_secret or "none",
                authorize=Authorize(self._workspaces),  # type: ignore[arg-type]  # typed as a function, taken as an object
                user_facing_authorize_error_message=texts("en").say("slack.not_installed"),
            )
        app.command(re.compile("."))(self._commanded)
        app.action(re.compile("^press:"))(self._pressed)
        app.action(views.PICK)(self._picked)
        app.action(views.ASK)(self._shortcut)
        app.action(re.compile("."))(_acknowledged)
        app.options(re.compile("."))(self._completing)
        app.shortcut(views.CALLBACK)(self._shortcut)
        app.view(views.CALLBACK)(self._submitted)
        app.event("app_mention")(self._written)
        app.event("message")(self._written)
        app.event("app_home_opened")(self._opened)
        app.event("app_uninstalled")(self._left)
        app.event("tokens_revoked")(self._left)
        return app

    # -- what Slack tells us -----------------------------------------------------------------------------------------

    async def _commanded(self, ack: Any, body: dict[str, Any], context: Mapping[str, Any]) -> None:
        await ack()
        incoming = payloads.command_from(body, _team(context))
        line = payloads.typed_line(body, self._keys.command, commands())
        await self._watched(self._ask(incoming, line))

    async def _written(self, event: dict[str, Any], body: dict[str, Any], context: Mapping[str, Any]) -> None:
        """A mention or a direct message; Bolt has acknowledged it."""
        from_people = event.get("user") and not event.get("bot_id") and not event.get("subtype")
        aside = event["type"] == "message" and event.get("channel_type") != "im"  # a mention comes as one of its own
        if not from_people or aside or self._again(str(body.get("event_id", ""))):
            return
        incoming = payloads.message_from(event, _team(context))
        line = payloads.spoken_line(str(event.get("text", "")), str(context.get("bot_user_id") or ""))
        await self._watched(self._ask(incoming, line))

    async def _pressed(self, ack: Any, body: dict[str, Any], context: Mapping[str, Any]) -> None:
        await ack()
        await self._watched(self._press(body, _team(context)))

    async def _press(self, body: dict[str, Any], team: str) -> None:
        incoming = payloads.action_from(body, team)
        if incoming.home:
            await self._press_at_home(incoming, body)
            return
        asked_by, press = payloads.press_of(body)
        line = await self._line(press)
        turns = press is not None and payloads.in_place(press, asked_by, incoming)
        aside = asked_by != incoming.user or incoming.hidden
        await self._ask(incoming, line, press.page if press else 1, turns, aside)

    async def _opened(self, event: dict[str, Any], context: Mapping[str, Any]) -> None:
        """Somebody looks at the Home tab."""
        if event.get("tab") == "home":
            await self._watched(self._publish(Incoming(_team(context), str(event["user"]), str(event["channel"]))))

    async def _publish(self, incoming: Incoming) -> None:
        """Shows a user what his workspace has subscribed to, as far as it is his business."""
        asker = payloads.asker(incoming)
        known = await self._serving.overview(asker)
        sees = partial(self._workspaces.is_seen_by, incoming.team, incoming.user, incoming.channel)
        seen = tuple([place for place in known.places if await sees(place.channel.id)])
        view = views.home(replace(known, places=seen), incoming.channel, self._words)
        client = await self._workspaces.client(incoming.team)
        await client.views_publish(user_id=incoming.user, view=view)

    async def _press_at_home(self, incoming: Incoming, body: dict[str, Any]) -> None:
        """A button of the Home tab speaks for a channel; its answer is shown in a window of its own."""
        channel, press = payloads.press_of(body)
        client = await self._workspaces.client(incoming.team)
        opened = await client.views_open(trigger_id=incoming.trigger, view=views.waiting(""))
        direct = payloads.is_direct(channel)
        there = replace(incoming, channel=channel, direct=direct, view=str(opened["view"]["id"]), home=False)
        await self._ask(there, await self._line(press), at_home=True)
        await self._publish(replace(incoming, channel=views.conversation_of(body.get("view") or {})))

    async def _line(self, press: Press | None) -> str:
        if press is None:
            return "/help"
        return await self._serving.kept(press.command) or "/help" if press.kept else press.command

    async def _completing(self, ack: Any, body: dict[str, Any], context: Mapping[str, Any]) -> None:
        """Completions are the acknowledgement."""
        asker = payloads.asker(payloads.action_from(body, _team(context)))
        argument = views.typed_argument(str(body.get("action_id", "")))
        command = views.command_of(body.get("view") or {})
        found = await self._serving.suggest(command, argument, str(body.get("value", "")), asker)
        await ack(options=views.options(found))

    async def _shortcut(self, ack: Any, body: dict[str, Any], context: Mapping[str, Any]) -> None:
        await ack()
        view = views.form(commands()[views.FIRST], commands(), self._words)
        await self._watched(self._open(payloads.action_from(body, _team(context)), view))

    async def _open(self, incoming: Incoming, view: dict[str, Any]) -> None:
        await (await self._workspaces.client(incoming.team)).views_open(trigger_id=incoming.trigger, view=view)

    async def _picked(self, ack: Any, body: dict[str, Any], context: Mapping[str, Any]) -> None:
        """Another command was chosen in the form: its inputs take the place of the others."""
        await ack()
        incoming = payloads.action_from(body, _team(context))
        command = commands().get(str(body["actions"][0]["selected_option"]["value"]))
        if command is not None:
            view = views.form(command, commands(), self._words)
            await self._watched(self._answers.show(incoming, view))

    async def _submitted(self, ack: Any, body: dict[str, Any], context: Mapping[str, Any]) -> None:
        await self._watched(self._answer_form(ack, body, _team(context)))

    async def _answer_form(self, ack: Any, body: dict[str, Any], team: str) -> None:
        """The answer takes the place of the form; a slow one comes after a waiting page."""
        incoming, call = payloads.action_from(body, team), views.call_of(body["view"], commands())
        if call is None:
            await ack()
            return
        asker = payloads.asker(incoming)
        work, how = partial(self._serving.answer, call, asker), Manner(command=written(call))
        name = call.command.name
        made = asyncio.ensure_future(self._answers.make(self._serving, work, incoming, asker, how))
        done, _ = await asyncio.wait({made}, timeout=FORM_WITHIN)
        if done:
            await ack(response_action="update", view=views.answer((await made).rendered, name))
            return
        await ack(response_action="update", view=views.waiting(name))
        answer = await made
        await asyncio.sleep(AFTER_ACK)
        await self._answers.show(incoming, views.answer(answer.rendered, name))

    async def _left(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """The app was removed from a workspace, or its token taken back."""
        if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return  # only a user's token, of which we have none
        team = str(body.get("team_id", ""))
        log.info("removed from a workspace", workspace=team)
        await self._workspaces.forget(team)
        await self._note_presence()

    async def _note_presence(self) -> None:
        """Channels of workspaces that removed the app pause, and end after a while."""
        await self._serving.present(self.name, await self._workspaces.present())

    def _again(self, event: str) -> bool:
        """Whether an event has come before: Slack repeats those whose acknowledgement it missed."""
        if event in self._seen:
            return True
        if event:
            self._seen[event] = None
        while len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return False

    async def _watched(self, work: Coroutine[Any, Any, None]) -> None:
        """Does one thing that was asked; whatever goes wrong stays with it."""
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            await task
        except TROUBLE as error:
            log.warning("not answered", error=failure(error).words)
        except NotInstalled as error:
            log.warning("not answered", error=str(error))

    # -- answers -----------------------------------------------------------------------------------------------------

    async def _ask(
        self,
        incoming: Incoming,
        line: str,
        page: int = 1,
        turns: bool = False,
        aside: bool = False,
        at_home: bool = False,
    ) -> None:
        """Answers a line where it was asked; `aside`: to the presser alone."""
        command = payloads.command_of(line, commands())
        asker = payloads.asker(incoming, await self._manages(incoming, command, line, at_home))
        work, how = partial(self._serving.typed, line, asker), Manner(page, payloads.slashed(line))
        answer = await self._answers.make(self._serving, work, incoming, asker, how)
        private = aside or answer.briefing.private
        await self._answers.say(incoming, answer, private, turns and (incoming.hidden or not answer.briefing.private))

    async def _manages(self, incoming: Incoming, command: Command | None, line: str, at_home: bool) -> bool:
        """Whether who asks may change what the channel gets, by the setting; asked only where it matters."""
        if command is None or command.permission is not Permission.MANAGE:
            return False
        target = payloads.target_of(line, commands()) or (incoming.channel if at_home else "")
        elsewhere = at_home or target not in ("", incoming.channel)
        if elsewhere and not payloads.is_direct(target) and not await self._is_member(incoming, target):
            return False
        allowed = self._keys.subscribers
        if (incoming.direct and target in ("", incoming.channel)) or "members" in allowed or incoming.user in allowed:
            return True
        return "admins" in allowed and await self._is_admin(incoming)

    async def _is_member(self, incoming: Incoming, channel: str) -> bool:
        """Whether who asks is in another channel too; nobody posts into channels of others."""
        try:
            return await self._workspaces.has_member(incoming.team, channel, incoming.user)
        except SlackApiError as error:
            log.info("cannot tell who is a member", error=word(error))
            return False

    async def _is_admin(self, incoming: Incoming) -> bool:
        try:
            return await self._workspaces.is_admin(incoming.team, incoming.user)
        except SlackApiError as error:
            log.warning("cannot tell who is an admin", error=word(error), remedy="add the scope users:read")
            return False

    # -- the port ----------------------------------------------------------------------------------------------------

    async def send(self, post: Post) -> Result:
        """Posts a briefing; its key stands in the message's metadata."""
        if not self._ready.is_set():
            return NOT_YET
        return await self._posts.send(post, await self._answers.post(self._serving, post))

    async def edit(self, post: Post, message: str) -> Result:
        """Brings a posted message to its latest state."""
        if not self._ready.is_set():
            return NOT_YET
        return await self._posts.edit(post, message, await self._answers.post(self._serving, post))

    async def settle(self, post: Post) -> Sent | Absent | Unsure | Later:
        """Looks for a post whose answer was lost, where history scopes are granted."""
        return await self._posts.settle(post) if self._ready.is_set() else NOT_YET

    async def thread(self, channel: Channel, name: str) -> Channel | Refused | Later | Unsure:
        """The channel itself: Slack has no forums."""
        return channel

    async def check(self, channel: Channel) -> str:
        """What is missing to post there, in words; empty if nothing."""
        try:
            return await self._workspaces.missing(channel.workspace, channel.id)
        except NotInstalled as error:
            return str(error)
        except TROUBLE as error:
            return failure(error).words

    @property
    def _serving(self) -> Core:
        if self._core is None:
            raise UsageError("Slack serves no bot.")
        return self._core


async def _acknowledged(ack: Any) -> None:
    """Elements that mean something only when the form is sent."""
    await ack()


def _team(context: Mapping[str, Any]) -> str:
    """The workspace whose token serves a request."""
    return str(context["authorize_result"]["team_id"])
