"""A Slack on loopback: Web API, Socket Mode, HTTP mode with signatures, response_urls, views, files, OAuth.

    async with FakeSlack() as slack:                       # `with slack.addresses():` for clients made elsewhere
        team = slack.team                                  # installed; more: slack.workspace("Other")
        desk, reader = team.channel("desk"), team.user()   # channel(member=False): the bot was not invited
        app = AsyncApp(client=AsyncWebClient(token=team.bot_token, base_url=slack.base_url), ...)
        ... AsyncSocketModeHandler(app, slack.app_token)   # or slack.over_http(url), signed by slack.signing_secret
        typed = await slack.command(reader, desk, "/actor", "badr")
        await typed.acked(); message = await typed.answer()
        await slack.press(reader, message, "Sources")      # options, shortcut, submit, mention, direct, open_home
        desk.posts, desk.whispers                          # public messages; (user id, private message)

`team.scopes` (LEAST, SETTLING with history) decide what is allowed; errors are Slack's (not_in_channel, is_archived,
channel_not_found, missing_scope, token_revoked after `uninstall`).
Faults: `slack.answer_error("chat.postMessage",
"is_archived")`, `slack.faults.fail("chat.*", 503)`, `.limit(method, retry_after)`, `.lose(...)` (works, then drops the
connection), `.refuse(...)`; `slack.limit("chat.postMessage", 1, per=1)` by conversation; `slack.sockets.drop()`,
`.disconnect(reason)`; `slack.transport.again(delivery)` repeats an event; `slack.stop()` and `start()` for an outage.
HTTP mode: every sender takes `signature="wrong"` (or stale, missing, changed) and keeps the app's status in `.status`.
Time is the clock handed in: trigger ids (3 s), response_urls (30 min, 5 uses), time stamps, signatures.

Leaving the block fails if any payload broke a limit (`slack_sdk.models` and the table in `limits.py`);
`slack.forgive()` where that is meant. Pure checks for renderers: `limits.message_problems(body)`, `view_problems`,
`options_problems`, and `limits.pings(body)` for what would call somebody.
"""

from tests.fakes.slack.deliveries import find
from tests.fakes.slack.server import Call, FakeSlack, addresses
from tests.fakes.slack.world import LEAST, SETTLING

__all__ = ["LEAST", "SETTLING", "Call", "FakeSlack", "addresses", "find"]
