"""The webhook platform: signed bodies in three forms, and what each answer means."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.briefing import Action, Briefing, Line, Section, Source
from bot.platform import Post
from bot.platforms.webhook import Webhook, body_of, hook_of
from model.delivery import Absent, Channel, Later, Refused, Sent, Unsure

NOON = datetime(2026, 1, 28, 12, tzinfo=UTC)
EVIL = "@everyone <!channel> **bold** [x](https://evil.example) `code` \u202e & <@U1>"


def a_post(address="https://hook.example/x", lines=1, **more):
    line = Line(f"Rocket attack · Erbil {EVIL}", NOON, story="s1", sources=(1,), quote=EVIL, struck="Badr")
    briefing = Briefing(
        "story",
        f"Kataib Hezbollah {EVIL}",
        sections=(Section("Here", (line,) * lines),),
        sources=(Source(1, "Agency", "Title", "https://news.example/1", NOON, "B"),),
        actions=(Action("Details", "/story s1"),),
        as_of=NOON,
    )
    return Post("0a1b2c", Channel("webhook", "", address), briefing, secret="secret", **more)


class Receiver:
    """A loopback server that answers as it is told and remembers what came."""

    def __init__(self, *answers):
        self.answers, self.seen = list(answers), []

    async def handle(self, request):
        self.seen.append((request.method, request.path_qs, dict(request.headers), await request.read()))
        status, body, headers = self.answers.pop(0)
        if status == 0:
            request.transport.abort()
            return web.Response()
        return web.Response(status=status, body=body, headers=headers)

    def play(self, act, path="/hook"):
        async def run():
            app = web.Application()
            app.router.add_route("*", "/{tail:.*}", self.handle)
            runner = web.AppRunner(app)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = runner.addresses[0][1]
            platform = Webhook(lambda: NOON)
            try:
                return await act(platform, f"http://127.0.0.1:{port}{path}")
            finally:
                await platform.close()
                await runner.cleanup()

        return asyncio.run(run())


def answer(status, body=b"{}", **headers):
    return status, body, headers


def test_a_post_is_signed_and_carries_its_key():
    receiver = Receiver(answer(200, b'{"id": "m7"}'))
    result = receiver.play(lambda platform, url: platform.send(a_post(url)))

    ((method, _, headers, body),) = receiver.seen
    stamp = headers["X-Factionwatch-Timestamp"]
    expected = hmac.new(b"secret", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert result == Sent("m7")
    assert (method, headers["Idempotency-Key"]) == ("POST", "0a1b2c")
    assert headers["X-Factionwatch-Signature"] == f"v1={expected}"
    found = json.loads(body)
    assert (found["event"], found["key"], found["operation"]) == ("factionwatch_story", "0a1b2c", "post")
    assert found["briefing"]["sections"][0]["lines"][0]["story"] == "s1"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (answer(200, b""), Sent("0a1b2c")),
        (answer(204, b""), Sent("0a1b2c")),
        (answer(200, b"no json"), Sent("0a1b2c")),
        (answer(429, **{"Retry-After": "7"}), Later(7, "HTTP 429")),
        (answer(429), Later(60, "HTTP 429")),
        (answer(503, **{"Retry-After": "9"}), Later(9, "HTTP 503")),
        (answer(500), Unsure("HTTP 500")),
        (answer(502), Unsure("HTTP 502")),
        (answer(404), Refused("not-found", "HTTP 404")),
        (answer(410), Refused("not-found", "HTTP 410")),
        (answer(403), Refused("forbidden", "HTTP 403")),
        (answer(400), Refused("rejected", "HTTP 400")),
        (answer(301, Location="http://127.0.0.1:1/"), Refused("rejected", "HTTP 301")),
        (answer(0), Unsure("the answer was lost: ServerDisconnectedError")),
    ],
)
def test_each_answer_has_its_meaning(said, meant):
    assert Receiver(said).play(lambda platform, url: platform.send(a_post(url))) == meant


def test_a_closed_door_means_that_nothing_was_sent():
    async def send(platform, url):
        return await platform.send(a_post("http://127.0.0.1:9/hook"))

    assert isinstance(Receiver().play(send), Later)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (answer(200, b'{"found": true, "message": "m7"}'), Sent("m7")),
        (answer(200, b'{"found": false}'), Absent()),
        (answer(405), Unsure("this webhook does not let us look for a message")),
        (answer(200, b"hello"), Unsure("this webhook does not let us look for a message")),
        (answer(503), Later(10, "HTTP 503")),
    ],
)
def test_a_receiver_may_be_asked_whether_a_post_stands(said, meant):
    receiver = Receiver(said)

    assert receiver.play(lambda platform, url: platform.settle(a_post(url)), "/hook?a=b") == meant
    assert receiver.seen[0][:2] == ("GET", "/hook?a=b&key=0a1b2c")


def test_discords_form_waits_for_the_id_and_edits_by_it():
    receiver = Receiver(answer(200, b'{"id": "99"}'), answer(200, b'{"id": "99"}'))

    async def act(platform, url):
        sent = await platform.send(a_post(f"discord+{url}"))
        return sent, await platform.edit(a_post(f"discord+{url}"), sent.message)

    assert receiver.play(act) == (Sent("99"), Sent("99"))
    assert [(m, p) for m, p, _, _ in receiver.seen] == [("POST", "/hook?wait=true"), ("PATCH", "/hook/messages/99")]


@pytest.mark.parametrize("lines", [1, 500])
def test_bodies_keep_the_limits_and_ping_nobody(lines):
    discord = body_of(a_post(lines=lines), "discord")
    slack = body_of(a_post(lines=lines), "slack")

    assert len(discord["content"]) <= 2000
    assert discord["allowed_mentions"] == {"parse": []}
    assert "**bold**" not in discord["content"]
    assert "\u202e" not in discord["content"]
    text = slack["blocks"][0]["text"]["text"]
    assert len(text) <= 3000
    assert "<!channel>" not in text + slack["text"]
    assert "<@U1>" not in text
    if lines > 1:
        assert "more lines" in text


def test_what_is_too_long_for_discords_text_goes_on_in_an_embed():
    """A digest of a full day is still there, and what does not fit even so is counted."""
    short, long = body_of(a_post(lines=1), "discord"), body_of(a_post(lines=500), "discord")

    assert short["embeds"] == []
    (embed,) = long["embeds"]
    assert 3000 < len(embed["description"]) <= 4096
    assert "more lines" in embed["description"]
    assert "**bold**" not in embed["description"]


@pytest.mark.parametrize("form", ["discord", "slack"])
def test_times_are_those_of_the_channels_zone(form):
    assert "2026-01-28 15:00 UTC+03" in json.dumps(body_of(a_post(zone="Asia/Baghdad"), form)).replace("\\\\", "")


@pytest.mark.parametrize("form", ["discord", "slack", "own"])
def test_a_warning_is_said_once_in_every_form(form):
    post = a_post(repeated=True)
    post = replace(post, briefing=post.briefing.with_warning("Possibly repeated"))

    assert json.dumps(body_of(post, form)).count("Possibly repeated") == 1


def test_slacks_webhooks_cannot_change_a_message():
    async def act(platform, url):
        return await platform.edit(a_post(f"slack+{url}"), "m1")

    assert Receiver().play(act) == Refused("rejected", "Slack's webhooks cannot change a message")


@pytest.mark.parametrize(
    ("id", "form"),
    [
        ("https://hooks.slack.com/services/T/B/x", "slack"),
        ("https://discord.com/api/webhooks/1/x", "discord"),
        ("https://example.org/discord.com", "own"),
        ("discord+https://example.org/x", "discord"),
    ],
)
def test_the_form_follows_the_address(id, form):
    assert hook_of(Channel("webhook", "", id)).form == form
