"""Getting bytes, over real loopback HTTP."""

import asyncio
import gzip

import pytest
from aiohttp.abc import AbstractResolver

from feeds.errors import FetchError
from feeds.fetch import Ask, Fetcher, Limits, user_agent
from tests.fakes.web import Web, bomb, cut, drip, endless, garbage, redirect, reply, silent

QUICK = Limits(wire=200_000, body=400_000, total=1.5, connect=1, silence=0.5, redirects=3)


@pytest.fixture
def web():
    with Web() as server:
        yield server


def get(url, private=True, limits=QUICK, **ask):
    async def run():
        async with Fetcher(user_agent("1", "me@example.org"), limits) as fetcher:
            return await fetcher.get(Ask("f", url, private=private, **ask))

    return asyncio.run(run())


def failure(url, **options):
    with pytest.raises(FetchError) as caught:
        get(url, **options)
    return caught.value


def test_a_body_comes_with_its_validators(web):
    """A plain 200."""
    answer = get(web.serve("/f", "<rss/>", etag='"1"', modified="yesterday"))
    assert (answer.status, answer.body) == (200, b"<rss/>")
    assert (answer.headers["etag"], answer.headers["last-modified"]) == ('"1"', "yesterday")


def test_requests_are_conditional_and_say_who_asks(web):
    """Both validators go out, the agent names its operator, and 304 comes back."""
    url = web.serve("/f", "<rss/>", etag='"1"', modified="yesterday")
    assert get(url, etag='"1"', last_modified="yesterday").unchanged
    (asked,) = web.asked("/f")
    assert (asked.headers["if-none-match"], asked.headers["if-modified-since"]) == ('"1"', "yesterday")
    assert asked.headers["user-agent"] == "Factionwatch/1 (news briefing bot; me@example.org)"
    assert asked.headers["accept-encoding"] == "gzip, deflate, br, zstd"


def test_packed_bodies_are_unpacked(web):
    """What the server packs is read as it was."""
    assert get(web.serve("/f", gzip.compress(b"<rss/>"), Content_Encoding="gzip")).body == b"<rss/>"


def test_redirects_are_followed_and_permanent_ones_reported(web):
    """Only an unbroken chain of permanent redirects moves an address."""
    web.serve("/c", "x")
    web.at("/b", redirect("/c", 302))
    web.at("/a", redirect(web.url("/b"), 301))
    assert get(web.url("/a")).moved_to == web.url("/b")
    web.at("/b", redirect("/c", 308))
    assert get(web.url("/a")).moved_to == web.url("/c")
    assert get(web.url("/c")).moved_to == ""


def test_passwords_are_not_carried_to_another_place(web):
    """Credentials of an address stay with it."""
    with Web(("127.0.0.2",)) as other:
        other.serve("/f", "x")
        web.at("/a", redirect(other.url("/f", "127.0.0.2")))
        get(web.url("/a").replace("//", "//user:secret@"))
        assert "authorization" in web.asked("/a")[0].headers
        assert "authorization" not in other.asked("/f")[0].headers


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("status", (204, 206, 400, 405, 408, 418)),
        ("refused", (401, 402, 403, 407, 451)),
        ("missing", (404,)),
        ("gone", (410,)),
        ("busy", (429, 503)),
        ("server", (500, 501, 502, 504, 599)),
    ],
)
def test_refusals_are_told_with_their_number(web, kind, codes):
    """Anything but 200 and 304 is a failure, of a kind by what can be done about it; the program ends with status 1."""
    for code in codes:
        web.at("/f", reply(code))
        error = failure(web.url("/f"))
        assert (error.kind, error.code, error.status) == (kind, code, 1)
        assert str(code) in error.message


def test_a_port_that_nobody_listens_at_is_told_without_the_words_of_a_library():
    """asyncio says: Connect call failed ('127.0.0.1', 1)."""
    error = failure("http://127.0.0.1:1/f")
    assert (error.kind, error.message) == ("unreachable", "127.0.0.1 cannot be reached (connection refused)")


def test_patience_asked_for_is_passed_on(web):
    """429 and 503 may say how long to wait."""
    web.at("/f", reply(429, Retry_After="77"))
    assert failure(web.url("/f")).retry_after == 77


def test_gone_is_a_kind_of_its_own(web):
    """410 means never again."""
    web.at("/f", reply(410))
    assert failure(web.url("/f")).kind == "gone"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (drip(b"x" * 1000, 0.05), "timeout"),
        (silent(), "timeout"),
        (endless(), "size"),
        (cut(b"<rss>", 5000), "cut"),
        (garbage(b"\x00\x01nothing like HTTP\r\n\r\n"), "broken"),
        (garbage(b""), "cut"),
        (bomb(5_000_000), "size"),
        (reply(200, b"not gzip", Content_Encoding="gzip"), "broken"),
        (redirect("/f"), "redirect"),
        (redirect(""), "redirect"),
        (redirect("file:///etc/passwd"), "address"),
        (redirect("http://[bad"), "redirect"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_misbehaving_servers_are_told_apart(web, answer, kind):
    """Slow, silent, endless, cut, broken and looping answers end soon, each under its own name."""
    web.at("/f", answer)
    assert failure(web.url("/f")).kind == kind


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"])
def test_a_public_feed_never_reaches_our_own_machine(web, host):
    """Literal, named, mapped and numeric forms of loopback are refused before a connection is made."""
    web.serve("/f", "secret")
    assert failure(web.url("/f", host), private=False).kind in ("blocked", "address", "dns")
    assert web.requests == []


def test_a_redirect_cannot_lead_to_a_private_address(web):
    """The address about to be connected is checked, not only the first; here one loopback address passes for public."""

    async def run():
        async with Fetcher(limits=QUICK, may_reach=lambda address: address == "127.0.0.1") as fetcher:
            await fetcher.get(Ask("f", web.url("/a")))

    with Web(("127.0.0.2",)) as inside:
        inside.serve("/f", "secret")
        web.at("/a", redirect(inside.url("/f", "127.0.0.2")))
        with pytest.raises(FetchError) as caught:
            asyncio.run(run())
        assert caught.value.kind == "blocked"
        assert "private: true" in caught.value.message
        assert (len(web.requests), inside.requests) == (1, [])


def test_names_that_change_their_answer_are_checked_each_time(web):
    """DNS rebinding: a name that was public a moment ago is refused as soon as it points inside."""
    answers = ["127.0.0.1", "10.0.0.1", "169.254.169.254"]

    class Changing(AbstractResolver):
        async def resolve(self, host, port=0, family=0):
            return [{"hostname": host, "host": answers.pop(0), "port": port, "family": 2, "proto": 0, "flags": 0}]

        async def close(self):
            pass

    async def run():
        async with Fetcher(limits=QUICK, resolver=Changing()) as fetcher:
            for _ in range(3):
                with pytest.raises(FetchError, match="not on the public internet"):
                    await fetcher.get(Ask("f", f"http://changing.example:{web.port}/f"))

    asyncio.run(run())
    assert web.requests == []


def test_proxies_of_the_environment_are_ignored(web, monkeypatch):
    """Behind a proxy nobody could check addresses: only one set on purpose is used."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert get(web.serve("/f", "x")).body == b"x"


@pytest.mark.parametrize("url", ["ftp://a.org/x", "file:///etc/passwd", "nonsense", "http://", "http://[::1"])
def test_only_web_addresses_are_fetched(url):
    """Other schemes are refused in words."""
    assert failure(url).kind == "address"


def test_a_closed_port_and_an_unknown_host_are_told_apart():
    """Nobody there, and no such name."""
    assert failure("http://127.0.0.1:1/f").kind == "unreachable"
    assert failure("http://no-such-host.invalid/f", private=False).kind == "dns"


def test_tls_errors_are_told():
    """An https address where no TLS is spoken."""
    with Web(greeting=b"220 mail.example ESMTP\r\n") as web:
        error = failure(web.url("/f").replace("http:", "https:"))
        assert error.kind == "tls"
        assert "TLS" in error.message


def test_cookies_are_neither_kept_nor_sent(web):
    """A feed learns nothing from one poll to the next but what the validators say."""

    async def run():
        async with Fetcher(limits=QUICK) as fetcher:
            for _ in range(2):
                await fetcher.get(Ask("f", url, private=True))

    url = web.serve("/f", "x", Set_Cookie="id=1")
    asyncio.run(run())
    assert "cookie" not in web.asked("/f")[1].headers
