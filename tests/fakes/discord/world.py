"""What the fake Discord holds: users, guilds, channels, threads and messages, and their JSON forms."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

import discord

from tests.fakes.discord import limits

TEXT, DM, NEWS, NEWS_THREAD, THREAD, FORUM = 0, 1, 5, 10, 11, 15
THREADS = (NEWS_THREAD, THREAD)
EPOCH = 1420070400000
LEAST = discord.Permissions(274877959168)  # view, send, embed links, attach files, send in threads
EVERYTHING = discord.Permissions.all()


class Ids:
    """Snowflakes: milliseconds of the clock, then a counter, so that they sort by time and never repeat."""

    def __init__(self, clock):
        self.clock = clock
        self.counter = itertools.count(1)

    def __call__(self):
        milliseconds = int(self.clock().timestamp() * 1000) - EPOCH
        return (milliseconds << 22) + next(self.counter)


@dataclass
class User:
    """Somebody who types and presses; `permissions` are his in every channel of every guild he is met in."""

    id: int
    name: str
    locale: str = "en-US"
    permissions: Any = field(default_factory=discord.Permissions.all)
    bot: bool = False
    takes_dms: bool = True

    def json(self):
        """A user object."""
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": None if self.bot else self.name.title(),
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }

    def member(self, roles=()):
        """A guild member object."""
        return {
            "user": self.json(),
            "nick": None,
            "avatar": None,
            "roles": [str(r) for r in roles],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }


@dataclass
class Channel:
    """A channel, thread or direct conversation; `permissions` are the bot's own here."""

    id: int
    name: str
    type: int = TEXT
    guild: Any = None
    permissions: Any = LEAST
    parent: Any = None
    recipient: Any = None
    messages: dict = field(default_factory=dict)  # id -> message object, oldest first; what everybody sees
    archived: bool = False
    locked: bool = False
    owner: int = 0
    gone: bool = False
    created: str = "2026-01-01T00:00:00+00:00"

    @property
    def is_thread(self):
        """Whether this is a thread or forum post."""
        return self.type in THREADS

    @property
    def posts(self):
        """Messages that stand in the channel, oldest first."""
        return list(self.messages.values())

    def allowed(self):
        """The bot's permissions here; a thread takes its parent's."""
        if self.type == DM:
            return EVERYTHING
        return self.parent.permissions if self.is_thread else self.permissions

    def json(self, bot):
        """A channel object."""
        if self.type == DM:
            return {
                "id": str(self.id),
                "type": DM,
                "last_message_id": None,
                "recipients": [self.recipient.json()],
                "flags": 0,
            }
        base = {"id": str(self.id), "type": self.type, "guild_id": str(self.guild.id), "name": self.name, "flags": 0}
        base |= {
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "parent_id": str(self.parent.id) if self.parent else None,
        }
        return base | (self._thread() if self.is_thread else self._channel(bot))

    def _channel(self, bot):
        overwrite = {
            "id": str(bot.id),
            "type": 1,
            "allow": str(self.permissions.value),
            "deny": str(EVERYTHING.value & ~self.permissions.value),
        }
        base = {"position": 0, "permission_overwrites": [overwrite], "nsfw": False, "topic": None}
        if self.type == FORUM:
            base |= {
                "available_tags": [],
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
            }
        return base

    def _thread(self):
        archived = {
            "archived": self.archived,
            "auto_archive_duration": 4320,
            "archive_timestamp": self.created,
            "locked": self.locked,
        }
        counts = {"message_count": len(self.messages), "member_count": 1, "total_message_sent": len(self.messages)}
        return {
            "owner_id": str(self.owner),
            "thread_metadata": archived | {"create_timestamp": self.created},
            "applied_tags": [],
        } | counts


@dataclass
class Guild:
    """A server."""

    id: int
    name: str
    world: Any
    channels: dict = field(default_factory=dict)
    unavailable: bool = False
    locale: str = "en-US"

    def text(self, name="general", permissions=LEAST, type=TEXT):
        """A new channel; `permissions` are what the bot may do in it."""
        channel = Channel(self.world.ids(), name, type, self, permissions)
        self.channels[channel.id] = self.world.channels[channel.id] = channel
        return channel

    def announcements(self, name="news", permissions=LEAST):
        """A new announcement channel."""
        return self.text(name, permissions, NEWS)

    def forum(self, name="forum", permissions=LEAST):
        """A new forum channel."""
        return self.text(name, permissions, FORUM)

    def threads(self):
        """Threads of this guild that are not archived."""
        return [
            c for c in self.world.channels.values() if c.is_thread and c.guild is self and not c.archived and not c.gone
        ]

    def json(self):
        """A guild object as GUILD_CREATE carries it."""
        if self.unavailable:
            return {"id": str(self.id), "unavailable": True}
        bot = self.world.bot
        everyone = {
            "id": str(self.id),
            "name": "@everyone",
            "permissions": "0",
            "position": 0,
            "color": 0,
            "hoist": False,
        }
        everyone |= {
            "managed": False,
            "mentionable": False,
            "flags": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        }
        return self._settings() | {
            "roles": [everyone],
            "members": [bot.member()],
            "channels": [c.json(bot) for c in self.channels.values() if not c.gone],
            "threads": [t.json(bot) for t in self.threads()],
        }

    def _settings(self):
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": "1",
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "emojis": [],
            "stickers": [],
            "features": [],
            "mfa_level": 0,
            "afk_timeout": 300,
            "afk_channel_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "preferred_locale": self.locale,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "nsfw_level": 0,
            "nsfw": False,
            "description": None,
            "splash": None,
            "discovery_splash": None,
            "banner": None,
            "vanity_url_code": None,
            "application_id": None,
            "safety_alerts_channel_id": None,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "large": False,
            "unavailable": False,
            "member_count": 2,
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "afk": False,
        }


class World:
    """Everything behind the service's doors; a restart of the service keeps it."""

    def __init__(self, clock):
        self.clock = clock
        self.ids = Ids(clock)
        self.bot = User(self.ids(), "factionwatch", bot=True)
        self.application = self.bot.id
        self.users = {self.bot.id: self.bot}
        self.guilds: dict = {}
        self.channels: dict = {}
        self.commands: list = []
        self.command_creates = 0
        self.nonces: dict = {}  # (channel, nonce) -> (until, message id)

    def user(self, name="reader", **settings):
        """A new user."""
        user = User(self.ids(), name, **settings)
        self.users[user.id] = user
        return user

    def guild(self, name="Desk"):
        """A new guild that the bot is a member of."""
        guild = Guild(self.ids(), name, self)
        self.guilds[guild.id] = guild
        return guild

    def dm(self, user):
        """The direct conversation of a user with the bot."""
        for channel in self.channels.values():
            if channel.type == DM and channel.recipient is user:
                return channel
        channel = Channel(self.ids(), user.name, DM, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def thread(self, parent, name, thread_id=None):
        """A new thread or forum post."""
        kind = NEWS_THREAD if parent.type == NEWS else THREAD
        created = self.clock().isoformat()
        thread = Channel(
            thread_id or self.ids(),
            name,
            kind,
            parent.guild,
            parent.permissions,
            parent,
            owner=self.bot.id,
            created=created,
        )
        self.channels[thread.id] = thread
        return thread

    def post(self, channel, body, files=(), *, keep=True, **extra):
        """A new message object of the bot; kept in the channel unless only one person sees it."""
        message = self._message(channel, body, files) | extra
        if keep:
            channel.messages[int(message["id"])] = message
        return message

    def say(self, channel, text, author=None):
        """A message of somebody else, so that the bot's own are not the last ones."""
        author = author or self.user("somebody")
        message = self._message(channel, {"content": text}, ()) | {"author": author.json()}
        channel.messages[int(message["id"])] = message
        return message

    def edit(self, message, body, files=()):
        """Change a message as PATCH does: what is not named stays."""
        kept = {str(a.get("id")) for a in body.get("attachments") or ()}
        old = [a for a in message["attachments"] if "attachments" not in body or str(a["id"]) in kept]
        for key in ("content", "embeds", "components"):
            if key in body:
                message[key] = body[key] or ("" if key == "content" else [])
        message["components"] = numbered(message["components"])
        message["flags"] |= (body.get("flags") or 0) & (limits.V2 | limits.SUPPRESS_EMBEDS)
        message["attachments"] = old + self._attachments(body, files)
        message["edited_timestamp"] = self.clock().isoformat()
        message |= mentions(body, self)
        return message

    def _message(self, channel, body, files):
        flags = body.get("flags") or 0
        message = {
            "id": str(self.ids()),
            "channel_id": str(channel.id),
            "author": self.bot.json(),
            "content": body.get("content") or "",
            "timestamp": self.clock().isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "attachments": self._attachments(body, files),
            "embeds": body.get("embeds") or [],
            "components": numbered(body.get("components") or []),
            "pinned": False,
            "type": 19 if body.get("message_reference") else 0,
            "flags": flags,
            **mentions(body, self),
        }
        if body.get("message_reference"):
            message["message_reference"] = body["message_reference"] | {"channel_id": str(channel.id), "type": 0}
        return message

    def _attachments(self, body, files):
        described = {str(a.get("id")): a for a in body.get("attachments") or ()}
        made = []
        for index, (name, data) in enumerate(files):
            number = self.ids()
            url = f"https://cdn.discordapp.com/attachments/1/{number}/{name}?ex=0&is=0&hm=0"
            about = (
                {"description": described[str(index)]["description"]}
                if described.get(str(index), {}).get("description")
                else {}
            )
            size = {"id": str(number), "filename": name, "size": len(data), "url": url, "proxy_url": url}
            made.append(size | {"content_type": "image/png" if name.endswith(".png") else None, "flags": 0} | about)
        return made


def numbered(components):
    """The components with the numbers that the service gives to each."""
    components = [dict(c) for c in components]
    counter = itertools.count(1)

    def number(component):
        component = dict(component)
        component["id"] = component.get("id") or next(counter)
        if component.get("components"):
            component["components"] = [number(c) for c in component["components"]]
        if component.get("accessory"):
            component["accessory"] = number(component["accessory"])
        return component

    return [number(c) for c in components]


def text_of(message):
    """All text of a message that can ping or carry markdown: content and text displays."""
    shown = [
        c.get("content") or "" for c in limits.walk(message.get("components") or ()) if c.get("type") == limits.TEXT
    ]
    return "\n".join([message.get("content") or "", *shown])


def mentions(body, world):
    """Whom this body pings, by its text and its allowed_mentions."""
    text = text_of(body)
    allowed = (
        body.get("allowed_mentions")
        if body.get("allowed_mentions") is not None
        else {"parse": ["users", "roles", "everyone"]}
    )
    parse = allowed.get("parse") or ()
    users = {int(x) for x in re.findall(r"<@!?(\d+)>", text)}
    roles = set(re.findall(r"<@&(\d+)>", text))
    users = users if "users" in parse else users & set(map(int, allowed.get("users") or ()))
    roles = roles if "roles" in parse else roles & set(map(str, allowed.get("roles") or ()))
    everyone = "everyone" in parse and bool(re.search(r"@(everyone|here)\b", text))
    return {
        "mentions": [world.users[u].json() for u in sorted(users) if u in world.users],
        "mention_roles": sorted(roles),
        "mention_everyone": everyone,
    }
