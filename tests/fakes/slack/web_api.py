"""The Web API: each method a function of the call that gives a dict or raises `Refusal`."""

import secrets
from datetime import timedelta

from tests.fakes.slack import limits
from tests.fakes.slack.world import numbered

METHODS: dict = {}


class Refusal(Exception):
    """ "ok": false with this error."""

    def __init__(self, error, **more):
        super().__init__(error)
        self.body = {"ok": False, "error": error, **more}


def method(name, *scopes, auth="bot"):
    """Register a method; any of `scopes` is enough; auth: bot, app or none."""

    def keep(function):
        METHODS[name] = (function, scopes, auth)
        return function

    return keep


@method("api.test", auth="none")
def api_test(slack, call, team):
    return {}


@method("auth.test")
def auth_test(slack, call, team):
    about = {"url": f"http://{team.name}.example/", "team": team.name, "user": team.bot.name, "team_id": team.id}
    return about | {"user_id": team.bot.id, "bot_id": team.bot_id, "is_enterprise_install": False}


@method("auth.revoke")
def auth_revoke(slack, call, team):
    team.installed = False
    return {"revoked": True}


@method("apps.connections.open", auth="app")
def open_connection(slack, call, team):
    return {"url": slack.sockets.ticket()}


@method("team.info", "team:read")
def team_info(slack, call, team):
    return {"team": {"id": team.id, "name": team.name, "domain": team.name.lower()}}


@method("bots.info", "users:read")
def bots_info(slack, call, team):
    return {"bot": {"id": team.bot_id, "name": team.bot.name, "app_id": slack.app_id, "user_id": team.bot.id}}


@method("users.info", "users:read")
def users_info(slack, call, team):
    user = team.users.get(call.body.get("user"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": user.json()}


@method("oauth.v2.access", auth="none")
def oauth_access(slack, call, team):
    if (call.body.get("client_id"), call.body.get("client_secret")) != (slack.client_id, slack.client_secret):
        raise Refusal("invalid_client_id" if call.body.get("client_id") != slack.client_id else "bad_client_secret")
    granted = slack.codes.pop(call.body.get("code"), None)
    if granted is None:
        raise Refusal("invalid_code")
    granted.installed = True
    about = {"access_token": granted.bot_token, "token_type": "bot", "scope": ",".join(sorted(granted.scopes))}
    about |= {"bot_user_id": granted.bot.id, "app_id": slack.app_id, "team": {"id": granted.id, "name": granted.name}}
    return about | {
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": next(iter(granted.users))},
    }


# -- messages -------------------------------------------------------------------------------------------------------


def _seen(team, call, key="channel"):
    """The conversation, as far as the bot can see it at all."""
    found = team.conversations.get(call.body.get(key))
    if found is None:
        found = next((team.dm(u) for u in team.users.values() if u.id == call.body.get(key)), None)
    if found is None or found.gone or (found.private and team.bot.id not in found.members):
        raise Refusal("channel_not_found")
    return found


def _writable(team, call):
    found = _seen(team, call)
    if found.archived:
        raise Refusal("is_archived")
    if team.bot.id not in found.members and "chat:write.public" not in team.scopes:
        raise Refusal("not_in_channel")
    return found


def _check_message(slack, call):
    body = call.body
    if not (body.get("text") or body.get("blocks") or body.get("attachments")):
        raise Refusal("no_text")
    problems = limits.message_problems(body)
    if not problems:
        return
    slack.note(call, problems)
    if any("characters together" in p for p in problems):
        raise Refusal("msg_blocks_too_long")
    if any("block" in p or "element" in p or "button" in p or "section" in p for p in problems):
        raise Refusal("invalid_blocks", response_metadata={"messages": [f"[ERROR] {p}" for p in problems]})


@method("chat.postMessage", "chat:write")
def post_message(slack, call, team):
    channel = _writable(team, call)
    _check_message(slack, call)
    if call.body.get("thread_ts") and channel.find(call.body["thread_ts"]) is None:
        call.body.pop("thread_ts")  # the service posts such a reply as a message of its own
    key = (channel.id, call.body.get("client_msg_id"))
    if slack.keeps_client_ids and key in team.client_ids:
        slack.twins.append(team.client_ids[key])
        return _posted(channel, team.client_ids[key])
    message = team.post(channel, call.body)
    if key[1]:
        team.client_ids[key] = message
    return _posted(channel, message)


def _posted(channel, message):
    return {"channel": channel.id, "ts": message["ts"], "message": message}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(slack, call, team):
    channel = _seen(team, call)
    if team.bot.id not in channel.members:
        raise Refusal("not_in_channel")
    if channel.members and call.body.get("user") not in channel.members:
        raise Refusal("user_not_in_channel")
    _check_message(slack, call)
    message = team.message(call.body)
    channel.whispers.append((call.body["user"], message))
    return {"message_ts": message["ts"]}


@method("chat.update", "chat:write")
def update_message(slack, call, team):
    channel = _seen(team, call)
    message = channel.find(call.body.get("ts"))
    if message is None:
        raise Refusal("message_not_found")
    if message["user"] != team.bot.id:
        raise Refusal("cant_update_message")
    if channel.archived:
        raise Refusal("is_archived")
    _check_message(slack, call)
    change(slack, message, call.body)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": message}


def change(slack, message, body):
    """Edit a message: text alone takes the blocks away, as the service does."""
    message["text"] = body.get("text") or ""
    message["blocks"] = numbered(body.get("blocks") or [])
    if "metadata" in body:
        message["metadata"] = body["metadata"]
    message["edited"] = {"ts": slack.new_ts()}


@method("chat.delete", "chat:write")
def delete_message(slack, call, team):
    channel = _seen(team, call)
    message = channel.find(call.body.get("ts"))
    if message is None:
        raise Refusal("message_not_found")
    channel.posts.remove(message)
    return {"channel": channel.id, "ts": message["ts"]}


# -- conversations --------------------------------------------------------------------------------------------------


@method("conversations.info", "channels:read", "groups:read", "im:read")
def conversation_info(slack, call, team):
    return {"channel": _seen(team, call).json(team.bot)}


@method("conversations.members", "channels:read", "groups:read", "im:read")
def conversation_members(slack, call, team):
    found = sorted(_seen(team, call).members)
    start, count = int(call.body.get("cursor") or 0), int(call.body.get("limit") or 100)
    further = str(start + count) if start + count < len(found) else ""
    return {"members": found[start : start + count], "response_metadata": {"next_cursor": further}}


@method("conversations.list", "channels:read", "groups:read")
def conversation_list(slack, call, team):
    found = [c for c in team.conversations.values() if not c.direct and (not c.private or team.bot.id in c.members)]
    return {"channels": [c.json(team.bot) for c in found], "response_metadata": {"next_cursor": ""}}


@method("conversations.open", "im:write", "chat:write")
def conversation_open(slack, call, team):
    user = team.users.get((call.body.get("users") or "").split(",")[0])
    if user is None:
        raise Refusal("user_not_found")
    return {"channel": {"id": team.dm(user).id}}


@method("conversations.history")
def history(slack, call, team):
    channel = _history_of(team, call)
    found = [m for m in channel.posts[::-1] if m.get("thread_ts") in (None, m["ts"])]
    oldest, latest = float(call.body.get("oldest") or 0), float(call.body.get("latest") or "inf")
    found = [m for m in found if oldest < float(m["ts"]) < latest]
    count = min(int(call.body.get("limit") or 100), 999)
    return {"messages": [_told(m, call) for m in found[:count]], "has_more": len(found) > count}


@method("conversations.replies")
def replies(slack, call, team):
    channel = _history_of(team, call)
    first = channel.find(call.body.get("ts"))
    if first is None:
        raise Refusal("thread_not_found")
    found = [m for m in channel.posts if m is first or m.get("thread_ts") == first["ts"]]
    return {"messages": [_told(m, call) for m in found], "has_more": False}


def _history_of(team, call):
    channel = _seen(team, call)
    needed = "im:history" if channel.direct else "groups:history" if channel.private else "channels:history"
    if needed not in team.scopes:
        raise Refusal("missing_scope", needed=needed, provided=",".join(sorted(team.scopes)))
    if team.bot.id not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _told(message, call):
    whole = call.body.get("include_all_metadata") in (True, "1", "true", "True", 1)
    return message if whole else {k: v for k, v in message.items() if k != "metadata"}


# -- files ----------------------------------------------------------------------------------------------------------


@method("files.getUploadURLExternal", "files:write")
def upload_url(slack, call, team):
    if int(call.body.get("length") or 0) <= 0:
        raise Refusal("invalid_arguments")
    number = slack.new_id("F")
    team.files[number] = {
        "id": number,
        "name": call.body["filename"],
        "length": int(call.body["length"]),
        "done": False,
    }
    team.files[number] |= {"alt_txt": call.body.get("alt_txt"), "bytes": None}
    return {"upload_url": f"{slack.root}/upload/v1/{team.id}/{number}", "file_id": number}


@method("files.completeUploadExternal", "files:write")
def complete_upload(slack, call, team):
    found = [team.files.get(f["id"]) for f in call.body.get("files") or ()]
    if not found or None in found or any(f["bytes"] is None for f in found):
        raise Refusal("file_not_found" if None in found else "file_update_failed")
    channel = _writable(team, call | {"channel": call.body["channel_id"]}) if call.body.get("channel_id") else None
    for file in found:
        file["done"] = True
    if channel is not None:
        shown = [{k: f[k] for k in ("id", "name", "alt_txt")} for f in found]
        body = {"text": call.body.get("initial_comment"), "thread_ts": call.body.get("thread_ts")}
        team.post(channel, body, files=shown, blocks=numbered(call.body.get("blocks") or []))
    return {"files": [{"id": f["id"], "title": f["name"], "name": f["name"]} for f in found]}


@method("files.info", "files:read")
def file_info(slack, call, team):
    file = team.files.get(call.body.get("file"))
    if file is None:
        raise Refusal("file_not_found")
    return {"file": {k: file[k] for k in ("id", "name", "alt_txt")}}


# -- views ----------------------------------------------------------------------------------------------------------


def _triggered(slack, call):
    trigger = slack.triggers.get(call.body.get("trigger_id"))
    if trigger is None:
        raise Refusal("invalid_trigger_id")
    born, delivery, used = trigger
    if used:
        raise Refusal("exchanged_trigger")
    if slack.clock() - born > timedelta(seconds=limits.TRIGGER_SECONDS):
        raise Refusal("expired_trigger_id")
    slack.triggers[call.body["trigger_id"]] = (born, delivery, True)
    return delivery


def _check_view(slack, call):
    problems = limits.view_problems(call.body.get("view") or {})
    if problems:
        slack.note(call, problems)
        raise Refusal("invalid_arguments", response_metadata={"messages": [f"[ERROR] {p}" for p in problems]})


def _kept(slack, call, team, number=None):
    view = dict(call.body["view"])
    view |= {"id": number or slack.new_id("V"), "team_id": team.id, "app_id": slack.app_id, "bot_id": team.bot_id}
    view |= {"hash": secrets.token_hex(6), "blocks": numbered(view.get("blocks") or []), "state": {"values": {}}}
    view.setdefault("private_metadata", "")
    view.setdefault("callback_id", "")
    team.views[view["id"]] = view
    return view


@method("views.open")
@method("views.push")
def open_view(slack, call, team):
    _check_view(slack, call)
    delivery = _triggered(slack, call)
    view = _kept(slack, call, team)
    delivery.opened(view)
    return {"view": view}


@method("views.update")
def update_view(slack, call, team):
    number = call.body.get("view_id")
    if number not in team.views:
        raise Refusal("not_found")
    if call.body.get("hash") and call.body["hash"] != team.views[number]["hash"]:
        raise Refusal("hash_conflict")
    _check_view(slack, call)
    return {"view": _kept(slack, call, team, number)}


@method("views.publish")
def publish_view(slack, call, team):
    if call.body.get("user_id") not in team.users:
        raise Refusal("user_not_found")
    _check_view(slack, call)
    view = _kept(slack, call, team)
    team.homes[call.body["user_id"]] = view
    return {"view": view}
