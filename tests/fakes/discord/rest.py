"""The REST routes: each a function of the call that gives a JSON answer or raises `Refusal`."""

from datetime import timedelta

from tests.fakes.discord import limits
from tests.fakes.discord.interactions import AUTOCOMPLETE, CHOICES, DEFER, DEFER_UPDATE, FITTING, MODAL, SAY, UPDATE
from tests.fakes.discord.world import DM, FORUM, NEWS, THREADS

NONCE_LIFE = timedelta(seconds=180)
CREATES_A_DAY = 200
ROUTES: dict = {}


class Refusal(Exception):
    """An error answer of the service: HTTP status, its own code, message."""

    def __init__(self, status, code, message, **more):
        super().__init__(message)
        self.status, self.body = status, {"code": code, "message": message, **more}


def route(what, auth=True):
    """Register the function of "METHOD /path/{with}/{names}"."""

    def keep(function):
        ROUTES[what] = (function, auth)
        return function

    return keep


def invalid(problems):
    """The 400 for a body that breaks a rule."""
    return Refusal(
        400, 50035, "Invalid Form Body", errors={"_errors": [{"code": "INVALID", "message": p} for p in problems]}
    )


# -- who we are -----------------------------------------------------------------------------------------------------


@route("GET /users/@me")
def me(fake, call):
    return fake.world.bot.json() | {
        "verified": True,
        "mfa_enabled": False,
        "email": None,
        "flags": 0,
        "locale": "en-US",
    }


@route("GET /oauth2/applications/@me")
@route("GET /applications/@me")
def application(fake, call):
    owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None, "global_name": None}
    about = {
        "id": str(fake.world.application),
        "name": "Factionwatch",
        "icon": None,
        "description": "",
        "rpc_origins": [],
    }
    about |= {
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": owner,
        "verify_key": "00",
        "team": None,
        "flags": 0,
    }
    return about | {"summary": "", "interactions_endpoint_url": None, "integration_types_config": {"0": {}, "1": {}}}


@route("GET /gateway", auth=False)
def gateway(fake, call):
    return {"url": fake.gateway_url}


@route("GET /gateway/bot")
def gateway_bot(fake, call):
    limit = {"total": 1000, "remaining": 1000 - len(fake.gateway.identifies), "reset_after": 0, "max_concurrency": 1}
    return {"url": fake.gateway_url, "shards": fake.shards, "session_start_limit": limit}


@route("GET /users/@me/guilds")
def my_guilds(fake, call):
    return [
        {"id": str(g.id), "name": g.name, "icon": None, "owner": False, "permissions": "0", "features": []}
        for g in fake.world.guilds.values()
    ]


@route("GET /users/{user_id}")
def user(fake, call):
    found = fake.world.users.get(int(call.params["user_id"]))
    if found is None:
        raise Refusal(404, 10013, "Unknown User")
    return found.json()


@route("POST /users/@me/channels")
def open_dm(fake, call):
    found = fake.world.users.get(int(call.body["recipient_id"]))
    if found is None:
        raise Refusal(400, 50033, "Invalid Recipient(s)")
    return fake.world.dm(found).json(fake.world.bot)


# -- commands -------------------------------------------------------------------------------------------------------


@route("GET /applications/{application_id}/commands")
def commands(fake, call):
    whole = call.query.get("with_localizations") in ("1", "true", "True")
    return fake.world.commands if whole else [_without_locales(c) for c in fake.world.commands]


@route("PUT /applications/{application_id}/commands")
def put_commands(fake, call):
    refused = fake.refused_locales & set(_locales(call.body))
    if refused:
        raise invalid([f"locale {x} is not supported" for x in sorted(refused)])
    problems = limits.command_problems(call.body)
    if problems:
        raise fake.broken(call, problems)
    old = {(c["type"], c["name"]): c for c in fake.world.commands}
    new = [_registered(fake, command, old) for command in call.body]
    fake.world.command_creates += sum((c["type"], c["name"]) not in old for c in new)
    if fake.world.command_creates > CREATES_A_DAY:
        raise Refusal(
            429, 30034, "Max number of daily application command creates has been reached (200)", retry_after=3600.0
        )
    fake.world.commands = new
    return new


def _registered(fake, command, old):
    kind = command.get("type", 1)
    known = old.get((kind, command["name"]), {"id": str(fake.world.ids())})
    base = {
        "id": known["id"],
        "application_id": str(fake.world.application),
        "type": kind,
        "version": str(fake.world.ids()),
    }
    base |= {
        "nsfw": False,
        "default_member_permissions": None,
        "options": [],
        "contexts": None,
        "integration_types": [0],
    }
    return base | command | {"type": kind}


def _without_locales(node):
    if isinstance(node, list):
        return [_without_locales(x) for x in node]
    if isinstance(node, dict):
        return {k: _without_locales(v) for k, v in node.items() if not k.endswith("_localizations")}
    return node


def _locales(node):
    if isinstance(node, list):
        return [x for child in node for x in _locales(child)]
    if not isinstance(node, dict):
        return []
    own = [x for key in ("name_localizations", "description_localizations") for x in (node.get(key) or {})]
    return own + [x for key in ("options", "choices") for x in _locales(node.get(key) or [])]


# -- channels and messages ------------------------------------------------------------------------------------------


def _channel(fake, call, *needed):
    channel = fake.world.channels.get(int(call.params["channel_id"]))
    if channel is None or channel.gone or (channel.guild and channel.guild.id not in fake.world.guilds):
        raise Refusal(404, 10003, "Unknown Channel")
    may(channel, "view_channel", *needed)
    return channel


def may(channel, *needed):
    """Refuse as the service does when the bot lacks a permission here."""
    allowed = channel.allowed()
    if not allowed.view_channel:
        raise Refusal(403, 50001, "Missing Access")
    if not all(getattr(allowed, name) for name in needed):
        raise Refusal(403, 50013, "Missing Permissions")


def _message(channel, call):
    message = channel.messages.get(int(call.params["message_id"]))
    if message is None:
        raise Refusal(404, 10008, "Unknown Message")
    return message


@route("GET /channels/{channel_id}")
def get_channel(fake, call):
    return _channel(fake, call).json(fake.world.bot)


@route("PATCH /channels/{channel_id}")
def edit_channel(fake, call):
    channel = _channel(fake, call)
    if not channel.is_thread:
        may(channel, "manage_channels")
    channel.archived = bool(call.body.get("archived", channel.archived))
    channel.name = call.body.get("name", channel.name)
    return channel.json(fake.world.bot)


@route("POST /channels/{channel_id}/messages")
def create_message(fake, call):
    channel = _channel(fake, call)
    if channel.type == FORUM:
        raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
    _may_post(channel, call)
    _check_reference(channel, call.body)
    call.good_message(fake)
    twin = _twin(fake, channel, call.body)
    if twin is not None:
        return twin
    channel.archived = False
    message = fake.world.post(channel, call.body, call.files)
    nonce = call.body.get("nonce")
    if nonce is not None and call.body.get("enforce_nonce"):
        fake.world.nonces[(channel.id, str(nonce))] = (fake.clock() + NONCE_LIFE, message)
    return message | ({"nonce": nonce} if nonce is not None else {})


def _may_post(channel, call):
    if channel.type == DM:
        if not channel.recipient.takes_dms:
            raise Refusal(403, 50007, "Cannot send messages to this user")
        return
    if channel.is_thread and channel.locked:
        raise Refusal(403, 50013, "Missing Permissions")
    may(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
    if call.body.get("embeds"):
        may(channel, "embed_links")
    if call.files:
        may(channel, "attach_files")


def _check_reference(channel, body):
    reference = body.get("message_reference")
    if not reference:
        return
    if not channel.allowed().read_message_history:
        raise Refusal(400, 160002, "Cannot reply without permission to read message history")
    if int(reference["message_id"]) not in channel.messages and reference.get("fail_if_not_exists", True):
        raise invalid(["message_reference: Unknown message"])
    if int(reference["message_id"]) not in channel.messages:
        body.pop("message_reference")


def _twin(fake, channel, body):
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    until, message = fake.world.nonces.get((channel.id, str(nonce)), (None, None))
    if until is None or fake.clock() > until or int(message["id"]) not in channel.messages:
        return None
    fake.twins.append(message)
    return message | {"nonce": nonce}


@route("GET /channels/{channel_id}/messages")
def list_messages(fake, call):
    channel = _channel(fake, call)
    if not channel.allowed().read_message_history:
        return []
    count = int(call.query.get("limit", 50))
    if not 1 <= count <= 100:
        raise invalid(["limit: not between 1 and 100"])
    posts = channel.posts[::-1]
    if "before" in call.query:
        posts = [m for m in posts if int(m["id"]) < int(call.query["before"])]
    if "after" in call.query:
        return [m for m in posts if int(m["id"]) > int(call.query["after"])][-count:]
    return posts[:count]


@route("GET /channels/{channel_id}/messages/{message_id}")
def get_message(fake, call):
    return _message(_channel(fake, call, "read_message_history"), call)


@route("PATCH /channels/{channel_id}/messages/{message_id}")
def edit_message(fake, call):
    channel = _channel(fake, call)
    message = _message(channel, call)
    if message["author"]["id"] != str(fake.world.bot.id):
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    call.good_message(fake, before=message)
    return fake.world.edit(message, call.body, call.files)


@route("DELETE /channels/{channel_id}/messages/{message_id}")
def delete_message(fake, call):
    channel = _channel(fake, call)
    message = _message(channel, call)
    if message["author"]["id"] != str(fake.world.bot.id):
        may(channel, "manage_messages")
    del channel.messages[int(message["id"])]


@route("POST /channels/{channel_id}/messages/{message_id}/crosspost")
def crosspost(fake, call):
    channel = _channel(fake, call, "send_messages")
    message = _message(channel, call)
    if channel.type != NEWS:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    if message["flags"] & 1:
        raise Refusal(400, 40033, "This message has already been crossposted")
    message["flags"] |= 1
    return message


@route("POST /channels/{channel_id}/typing")
def typing(fake, call):
    _channel(fake, call, "send_messages")


# -- threads --------------------------------------------------------------------------------------------------------


@route("POST /channels/{channel_id}/threads")
async def create_thread(fake, call):
    channel = _channel(fake, call)
    problems = limits.thread_problems(call.body)
    if problems:
        raise fake.broken(call, problems)
    if channel.type == FORUM:
        may(channel, "send_messages")
        call.good_message(fake, body=call.body.get("message") or {})
        thread = fake.world.thread(channel, call.body["name"])
        first = fake.world.post(thread, call.body["message"], call.files)
        channel_body = thread.json(fake.world.bot)
        await fake.gateway.dispatch("THREAD_CREATE", channel_body | {"newly_created": True}, thread.guild)
        return channel_body | {"message": first}
    if channel.type in (DM, *THREADS):
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    may(channel, "create_public_threads")
    return await _thread(fake, channel, call.body["name"])


@route("POST /channels/{channel_id}/messages/{message_id}/threads")
async def thread_of_message(fake, call):
    channel = _channel(fake, call, "create_public_threads")
    message = _message(channel, call)
    if int(message["id"]) in fake.world.channels:
        raise Refusal(400, 160004, "A thread has already been created for this message")
    problems = limits.thread_problems(call.body)
    if problems:
        raise fake.broken(call, problems)
    message["flags"] |= 1 << 5
    return await _thread(fake, channel, call.body["name"], int(message["id"]))


async def _thread(fake, channel, name, number=None):
    thread = fake.world.thread(channel, name, number)
    body = thread.json(fake.world.bot)
    await fake.gateway.dispatch("THREAD_CREATE", body | {"newly_created": True}, thread.guild)
    return body


@route("GET /guilds/{guild_id}/threads/active")
def active_threads(fake, call):
    guild = _guild(fake, call)
    seen = [t.json(fake.world.bot) for t in guild.threads() if t.allowed().view_channel]
    return {"threads": seen[::-1], "members": []}


def _guild(fake, call):
    guild = fake.world.guilds.get(int(call.params["guild_id"]))
    if guild is None:
        raise Refusal(404, 10004, "Unknown Guild")
    return guild


@route("GET /guilds/{guild_id}")
def get_guild(fake, call):
    whole = _guild(fake, call).json()
    return {k: v for k, v in whole.items() if k not in ("channels", "threads", "members")}


@route("GET /guilds/{guild_id}/channels")
def guild_channels(fake, call):
    return _guild(fake, call).json()["channels"]


@route("GET /guilds/{guild_id}/roles")
def guild_roles(fake, call):
    return _guild(fake, call).json()["roles"]


@route("GET /guilds/{guild_id}/members/{user_id}")
def guild_member(fake, call):
    _guild(fake, call)
    found = fake.world.users.get(int(call.params["user_id"]))
    if found is None:
        raise Refusal(404, 10007, "Unknown Member")
    return found.member()


# -- interactions ---------------------------------------------------------------------------------------------------


@route("POST /interactions/{interaction_id}/{interaction_token}/callback", auth=False)
def answer_interaction(fake, call):
    made = fake.desk.named(call.params["interaction_id"], call.params["interaction_token"])
    if made is None or not fake.desk.may_answer(made):
        raise Refusal(404, 10062, "Unknown interaction")
    if made.callback is not None:
        raise Refusal(400, 40060, "Interaction has already been acknowledged.")
    kind = call.body["type"]
    if kind not in FITTING[made.kind]:
        raise fake.broken(call, [f"answer type {kind} to interaction type {made.kind}"])
    _check_callback(fake, call, made, kind)
    made.acknowledge(call.body)
    _carry_out(fake, call, made, kind)
    return _callback_answer(made, kind) if call.query.get("with_response") in ("1", "true") else None


def _check_callback(fake, call, made, kind):
    data = call.body.get("data") or {}
    if kind in (SAY, UPDATE):
        call.good_message(fake, body=data, before=made.source if kind == UPDATE else None, interaction=True)
    elif kind == CHOICES:
        problems = limits.choice_problems(data.get("choices") or (), _focused_type(made))
        if problems:
            raise fake.broken(call, problems)
    elif kind == MODAL:
        problems = limits.modal_problems(data)
        if problems:
            raise fake.broken(call, problems)
    elif kind == DEFER and (data.get("flags") or 0) & ~limits.EPHEMERAL:
        raise fake.broken(call, ["a deferred answer takes no flag but EPHEMERAL"])


def _focused_type(made):
    return (
        next(o["type"] for o in made.payload["data"]["options"] if o.get("focused")) if made.kind == AUTOCOMPLETE else 3
    )


def _carry_out(fake, call, made, kind):
    data = call.body.get("data") or {}
    if kind == SAY:
        made.message = _reply(fake, made, data, call.files)
        made.shown()
    elif kind == DEFER:
        made.waiting = True
        made.message = _reply(fake, made, {"flags": data.get("flags") or 0}, (), keep=False)
    elif kind == DEFER_UPDATE:
        made.message, made.waiting = made.source, True
    elif kind == UPDATE:
        made.message = fake.world.edit(made.source, data, call.files)
        made.shown()
    else:
        made.shown()


def _reply(fake, made, data, files, keep=True):
    ephemeral = bool((data.get("flags") or 0) & limits.EPHEMERAL)
    named = {"id": str(made.id), "type": made.kind, "user": made.user.json(), "authorizing_integration_owners": {}}
    extra = {
        "webhook_id": str(fake.world.application),
        "application_id": str(fake.world.application),
        "interaction_metadata": named,
    }
    return fake.world.post(made.channel, data, files, keep=keep and not ephemeral, **extra)


def _callback_answer(made, kind):
    message = {"response_message_id": made.message["id"]} if made.message else {}
    about = {
        "id": str(made.id),
        "type": made.kind,
        "response_message_loading": kind == DEFER,
        "response_message_ephemeral": made.ephemeral,
    }
    resource = {"type": kind} | ({"message": made.message} if made.message else {})
    return {"interaction": about | message, "resource": resource}


def _living(fake, call):
    made = fake.desk.by_token.get(call.params["webhook_token"])
    if made is None or made.callback is None:
        raise Refusal(404, 10015, "Unknown Webhook")
    if not fake.desk.lives(made):
        raise Refusal(401, 50027, "Invalid Webhook Token")
    return made


@route("POST /webhooks/{webhook_id}/{webhook_token}", auth=False)
def follow_up(fake, call):
    made = _living(fake, call)
    call.good_message(fake, interaction=True)
    if made.waiting and made.callback["type"] == DEFER:
        return _fill(fake, made, call)
    if made.installed == "user" and len(made.followups) >= 5:
        raise Refusal(400, 40094, "This interaction has reached the maximum number of follow up messages")
    message = _reply(fake, made, call.body, call.files)
    made.followups.append(message)
    made.shown()
    return message


def _fill(fake, made, call):
    """The first follow-up, or the first edit, becomes the waiting message; it stays as private as the deferral was."""
    hidden = made.message["flags"] & limits.EPHEMERAL
    body = call.body | {"flags": ((call.body.get("flags") or 0) & ~limits.EPHEMERAL) | hidden}
    number = made.message["id"]
    made.message = _reply(fake, made, body, call.files, keep=False) | {"id": number}
    if not hidden:
        made.channel.messages[int(number)] = made.message
    made.shown()
    return made.message


@route("PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original", auth=False)
def edit_original(fake, call):
    made = _living(fake, call)
    if made.message is None:
        raise Refusal(404, 10008, "Unknown Message")
    if made.waiting and made.callback["type"] == DEFER:
        call.good_message(fake, interaction=True)
        return _fill(fake, made, call)
    call.good_message(fake, before=made.message, interaction=True)
    fake.world.edit(made.message, call.body, call.files)
    made.shown()
    return made.message


@route("GET /webhooks/{webhook_id}/{webhook_token}/messages/@original", auth=False)
def get_original(fake, call):
    made = _living(fake, call)
    if made.message is None:
        raise Refusal(404, 10008, "Unknown Message")
    return made.message


@route("DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original", auth=False)
def delete_original(fake, call):
    made = _living(fake, call)
    made.channel.messages.pop(int(made.message["id"]), None)
    made.message, made.waiting = None, False


@route("PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", auth=False)
def edit_follow_up(fake, call):
    made = _living(fake, call)
    message = next((m for m in made.messages if m["id"] == call.params["message_id"]), None)
    if message is None:
        raise Refusal(404, 10008, "Unknown Message")
    call.good_message(fake, before=message, interaction=True)
    return fake.world.edit(message, call.body, call.files)
