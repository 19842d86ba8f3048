"""Interactions: what a user does, the token's short life, and what the bot answers."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.fakes.discord import limits

FIRST_ANSWER, TOKEN_LIFE = timedelta(seconds=3), timedelta(minutes=15)
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
FITTING = {
    COMMAND: {SAY, DEFER, MODAL},
    COMPONENT: {SAY, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {SAY, DEFER, DEFER_UPDATE, UPDATE},
}
STRING, INTEGER, BOOLEAN, USER, CHANNEL, NUMBER = 3, 4, 5, 6, 7, 10


@dataclass
class Interaction:
    """One press, command or completion, and everything the bot answered to it."""

    id: int
    token: str
    kind: int
    user: Any
    channel: Any
    payload: dict
    born: Any  # by the service's clock
    started: float  # by the process's own timer, for figures
    installed: str = "guild"
    source: Any = None  # the message whose component was pressed
    callback: dict | None = None  # the first answer, as it came
    message: dict | None = None  # the original answer as it stands now
    followups: list = field(default_factory=list)
    waiting: bool = False  # deferred, nothing said yet
    acknowledged_after: float | None = None  # seconds
    answered_after: float | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ephemeral(self):
        """Whether only its user sees the answer."""
        last = self.message or (self.followups[-1] if self.followups else None)
        return bool(last and last["flags"] & limits.EPHEMERAL)

    @property
    def choices(self):
        """What a completion offered."""
        return self.callback.get("data", {}).get("choices") if self.callback else None

    @property
    def modal(self):
        """The modal that was opened."""
        return self.callback["data"] if self.callback and self.callback["type"] == MODAL else None

    @property
    def messages(self):
        """All messages of the answer: the original, then follow-ups."""
        return ([self.message] if self.message and not self.waiting else []) + self.followups

    async def acknowledged(self, timeout=5):
        """Wait for the first answer of any type, and give it."""
        await self._until(lambda: self.callback is not None, timeout)
        return self.callback

    async def answer(self, timeout=5):
        """Wait until the user sees something (a message, an update, choices or a modal), and give it."""
        await self._until(lambda: self.answered_after is not None, timeout)
        aside = self.followups[-1] if self.followups else None  # where the waiting message was taken away again
        return self.message or aside or self.modal or self.choices

    async def followed(self, count=1, timeout=5):
        """Wait for that many follow-ups."""
        await self._until(lambda: len(self.followups) >= count, timeout)
        return self.followups

    def shown(self):
        """Mark that the user sees an answer now."""
        self.waiting = False
        if self.answered_after is None:
            self.answered_after = time.perf_counter() - self.started
        self._changed.set()

    def acknowledge(self, callback):
        """Mark the first answer."""
        self.callback = callback
        self.acknowledged_after = time.perf_counter() - self.started
        self._changed.set()

    async def _until(self, done, timeout):
        async def wait():
            while not done():
                self._changed.clear()
                await self._changed.wait()

        await asyncio.wait_for(wait(), timeout)


class Desk:
    """Makes interactions as a user would and keeps them by id and token."""

    def __init__(self, fake):
        self.fake = fake
        self.by_id: dict = {}
        self.by_token: dict = {}

    async def slash(self, user, channel, name, /, *, installed="guild", **options):
        """Type a registered slash command; option values as Python values, channels and users as objects."""
        return await self._send(COMMAND, user, channel, self._invocation(name, options), installed)

    async def complete(self, user, channel, name, focused, text, /, *, installed="guild", **others):
        """Type into an option of a registered command that declares completion."""
        data = self._invocation(name, {**others, focused: text}, partial=True)
        option = next(o for o in data["options"] if o["name"] == focused)
        declared = self._declared(name, focused)
        assert declared.get("autocomplete"), f"/{name} {focused} declares no completion"
        option["focused"] = True
        return await self._send(AUTOCOMPLETE, user, channel, data, installed)

    async def press(self, user, message, label=None, /, *, custom_id=None, values=None, installed="guild"):
        """Press a button by label or custom_id, or choose `values` in a select."""
        component = find(message, label, custom_id)
        assert not component.get("disabled"), f"{label or custom_id} is disabled"
        assert component.get("custom_id"), f"{label} is a link: the service tells the bot nothing"
        data = {"custom_id": component["custom_id"], "component_type": component["type"], "id": component["id"]}
        if values is not None:
            data["values"] = list(values)
        channel = self.fake.world.channels[int(message["channel_id"])]
        return await self._send(COMPONENT, user, channel, data, installed, message)

    async def submit(self, user, opened, /, **values):
        """Send the modal that an interaction opened, values by custom_id."""
        components = [_filled(c, values) for c in opened.modal["components"]]
        data = {"custom_id": opened.modal["custom_id"], "components": components, "resolved": {}}
        return await self._send(MODAL_SUBMIT, user, opened.channel, data, opened.installed, opened.source)

    def named(self, number, token):
        """The interaction of this callback address, or None."""
        found = self.by_id.get(int(number))
        return found if found and found.token == token else None

    def may_answer(self, interaction):
        """Whether the first answer still comes in time."""
        return self.fake.clock() - interaction.born <= FIRST_ANSWER

    def lives(self, interaction):
        """Whether its token still takes follow-ups."""
        return self.fake.clock() - interaction.born <= TOKEN_LIFE

    def _declared(self, name, option):
        command = next((c for c in self.fake.world.commands if c["name"] == name), None)
        assert command is not None, f"/{name} is not registered"
        found = next((o for o in command.get("options") or () if o["name"] == option), None)
        assert found is not None, f"/{name} has no option {option}"
        return found

    def _invocation(self, name, options, partial=False):
        command = next((c for c in self.fake.world.commands if c["name"] == name), None)
        assert command is not None, f"/{name} is not registered"
        needed = {o["name"] for o in command.get("options") or () if o.get("required")}
        assert partial or needed <= set(options), f"/{name} needs {sorted(needed)}"
        resolved: dict = {}
        sent = [self._option(self._declared(name, key), value, resolved) for key, value in options.items()]
        data = {"id": command["id"], "name": name, "type": 1, "options": sent}
        return data | ({"resolved": resolved} if resolved else {})

    def _option(self, declared, value, resolved):
        kind = declared["type"]
        if kind == CHANNEL:
            permissions = {"permissions": str(limits_all()), "app_permissions": str(value.allowed().value)}
            resolved.setdefault("channels", {})[str(value.id)] = value.json(self.fake.world.bot) | permissions
            value = str(value.id)
        elif kind == USER:
            resolved.setdefault("users", {})[str(value.id)] = value.json()
            value = str(value.id)
        if declared.get("choices") and value not in [c["value"] for c in declared["choices"]]:
            raise AssertionError(f"{value!r} is not among the choices of {declared['name']}")
        return {"name": declared["name"], "type": kind, "value": value}

    async def _send(self, kind, user, channel, data, installed, source=None):
        world = self.fake.world
        number, token = world.ids(), secrets.token_urlsafe(64)
        payload = self._payload(number, token, kind, user, channel, data, installed)
        if source is not None:
            payload["message"] = source
        made = Interaction(
            number, token, kind, user, channel, payload, self.fake.clock(), time.perf_counter(), installed, source
        )
        self.by_id[number] = self.by_token[token] = made
        await self.fake.gateway.dispatch(
            "INTERACTION_CREATE", payload, channel.guild if channel.guild and installed == "guild" else None
        )
        return made

    def _payload(self, number, token, kind, user, channel, data, installed):
        world = self.fake.world
        payload = {
            "id": str(number),
            "application_id": str(world.application),
            "type": kind,
            "data": data,
            "token": token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": channel.json(world.bot),
            "locale": user.locale,
            "app_permissions": str(channel.allowed().value),
            "entitlements": [],
            "attachment_size_limit": limits.FILE_BYTES,
            "authorizing_integration_owners": _owners(channel, user, installed),
            "context": 0 if channel.guild else 1,
        }
        if channel.guild is None:
            return payload | {"user": user.json()}
        member = user.member() | {"permissions": str(user.permissions.value)}
        guild = {"id": str(channel.guild.id), "locale": channel.guild.locale, "features": []}
        return payload | {
            "guild_id": guild["id"],
            "guild": guild,
            "guild_locale": channel.guild.locale,
            "member": member,
        }


def limits_all():
    """Every permission, as a user of full rights has them."""
    return (1 << 52) - 1


def find(message, label=None, custom_id=None):
    """The button or select of a message with this label or custom_id; `custom_id` may be a beginning ending in *."""
    for component in limits.walk(message["components"]):
        own = component.get("custom_id") or ""
        if label is not None and component.get("label") == label:
            return component
        if custom_id is not None and (own == custom_id or (custom_id.endswith("*") and own.startswith(custom_id[:-1]))):
            return component
    there = [
        c.get("label") or c.get("custom_id")
        for c in limits.walk(message["components"])
        if c["type"] in {2} | limits.SELECTS
    ]
    raise AssertionError(f"no component {label or custom_id!r} among {there}")


def _owners(channel, user, installed):
    if installed == "user":
        return {"1": str(user.id)}
    return {"0": str(channel.guild.id) if channel.guild else "0"}


def _filled(component, values):
    """A modal's component as its submission carries it."""
    made = {"type": component["type"], "id": component.get("id") or 1}
    if component.get("component"):
        return made | {"component": _filled(component["component"], values)}
    if component.get("components"):
        return made | {"components": [_filled(c, values) for c in component["components"]]}
    if "custom_id" in component:
        value = values.get(component["custom_id"], component.get("value") or "")
        made |= {
            "custom_id": component["custom_id"],
            **({"values": value} if isinstance(value, list) else {"value": value}),
        }
    return made
