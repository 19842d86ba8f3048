"""What the fake Slack holds: workspaces, users, conversations, messages, views and files."""

import itertools
from dataclasses import dataclass, field
from typing import Any

LEAST = frozenset(
    {
        "commands",
        "chat:write",
        "files:write",
        "channels:read",
        "groups:read",
        "im:read",
        "app_mentions:read",
        "im:history",
    }
)
SETTLING = LEAST | {"channels:history", "groups:history"}


@dataclass
class User:
    """A member of a workspace."""

    id: str
    name: str
    team: Any
    admin: bool = False
    bot: bool = False
    zone: str = "Asia/Baghdad"
    locale: str = "en-US"

    def json(self):
        """A user object."""
        about = {
            "id": self.id,
            "team_id": self.team.id,
            "name": self.name,
            "real_name": self.name.title(),
            "deleted": False,
        }
        rights = {"is_admin": self.admin, "is_owner": False, "is_bot": self.bot, "is_app_user": False}
        return about | rights | {"tz": self.zone, "locale": self.locale, "profile": {"real_name": self.name.title()}}


@dataclass
class Conversation:
    """A channel or direct conversation; the bot posts only where it is a member."""

    id: str
    name: str
    team: Any
    private: bool = False
    direct: Any = None  # the user of a direct conversation
    members: set = field(default_factory=set)
    archived: bool = False
    gone: bool = False
    posts: list = field(default_factory=list)  # what everybody sees, oldest first, replies too
    whispers: list = field(default_factory=list)  # (user id, message) that only one sees

    def json(self, bot):
        """A conversation object as the bot may see it."""
        inside = bot.id in self.members
        kind = {
            "is_channel": not self.direct,
            "is_im": bool(self.direct),
            "is_private": self.private,
            "is_member": inside,
        }
        base = {"id": self.id, "name": self.name, "is_archived": self.archived, "is_mpim": False, "is_group": False}
        return base | kind | ({"user": self.direct.id} if self.direct else {"num_members": len(self.members)})

    def find(self, ts):
        """The post of this time stamp, or None."""
        return next((m for m in self.posts if m["ts"] == ts), None)


class Workspace:
    """One workspace; `scopes` are what its installation granted."""

    def __init__(self, slack, number, name, installed=True):
        self.slack = slack
        self.id, self.name = f"T{number:08d}", name
        self.bot_token = f"xoxb-test-{number}"
        self.scopes = LEAST
        self.installed = installed
        self.users: dict = {}
        self.conversations: dict = {}
        self.views: dict = {}
        self.homes: dict = {}  # user id -> published view
        self.files: dict = {}
        self.client_ids: dict = {}  # (conversation, client_msg_id) -> message
        self.bot = self.user("factionwatch", bot=True)
        self.bot_id = f"B{number:08d}"

    def user(self, name="reader", **settings):
        """A new member."""
        user = User(self.slack.new_id("U"), name, self, **settings)
        self.users[user.id] = user
        return user

    def channel(self, name="desk", *, member=True, private=False, archived=False, people=()):
        """A new channel; `member`: whether the bot was invited."""
        members = {u.id for u in people} | ({self.bot.id} if member else set())
        made = Conversation(self.slack.new_id("C"), name, self, private, members=members, archived=archived)
        self.conversations[made.id] = made
        return made

    def dm(self, user):
        """The direct conversation of a user with the bot."""
        for conversation in self.conversations.values():
            if conversation.direct is user:
                return conversation
        made = Conversation(self.slack.new_id("D"), "", self, True, user, {user.id, self.bot.id})
        self.conversations[made.id] = made
        return made

    def post(self, conversation, body, **extra):
        """A new message of the bot in a conversation."""
        message = self.message(body) | extra
        if body.get("thread_ts"):
            message["thread_ts"] = body["thread_ts"]
        conversation.posts.append(message)
        return message

    def message(self, body):
        """A message object of the bot."""
        made = {
            "type": "message",
            "user": self.bot.id,
            "bot_id": self.bot_id,
            "app_id": self.slack.app_id,
            "team": self.id,
        }
        made |= {
            "ts": self.slack.new_ts(),
            "text": body.get("text") or "",
            "blocks": numbered(body.get("blocks") or []),
        }
        return made | ({"metadata": body["metadata"]} if body.get("metadata") else {})

    def say(self, conversation, user, text):
        """A message of somebody else."""
        message = {"type": "message", "user": user.id, "text": text, "ts": self.slack.new_ts(), "blocks": []}
        conversation.posts.append(message)
        return message


def numbered(blocks):
    """Blocks with the ids that Slack gives where none were sent."""
    counter = itertools.count(1)
    made = []
    for block in blocks:
        block = dict(block)
        block.setdefault("block_id", f"b{next(counter)}")
        if block.get("elements"):
            block["elements"] = [_identified(e, counter) for e in block["elements"]]
        for key in ("accessory", "element"):
            if block.get(key):
                block[key] = _identified(block[key], counter)
        made.append(block)
    return made


def _identified(element, counter):
    needs = element.get("type") not in ("mrkdwn", "plain_text", "image") and "elements" not in element
    return {"action_id": f"a{next(counter)}", **element} if needs else dict(element)
