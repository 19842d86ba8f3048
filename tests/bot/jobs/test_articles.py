"""Linked pages, for matching only, under the manners of guests."""

import asyncio

from bot.jobs.manners import Manners
from tests.bot.jobs.conftest import feed
from tests.fakes.web import reply, rss

STORY = "Kataib Hezbollah said its fighters would answer the strike on its base near Jurf al-Sakhar in Babil province. "
PAGE = f"<html><head><title>x</title></head><body><nav>Menu</nav><article><p>{STORY * 4}</p></article></body></html>"


def linked(web, title="Explosion heard south of Baghdad", **more):
    return rss({"title": title, "link": web.url("/story"), "guid": "urn:1"} | more)


def test_an_item_is_found_by_the_words_of_its_page(web, bench):
    """The headline names nobody, the page does; what is stored to be shown stays the feed's."""
    web.serve("/story", PAGE)
    polls = bench([feed(web.serve("/f", linked(web)), articles=True)])
    assert polls.round().taken.new == 1
    (item,) = polls.items()
    assert (item.document.title, item.document.summary) == ("Explosion heard south of Baghdad", "")
    assert "Jurf al-Sakhar" in item.document.content
    assert "Menu" not in item.document.content


def test_without_the_setting_no_page_is_asked(web, bench):
    """Only feeds that say so."""
    web.serve("/story", PAGE)
    bench([feed(web.serve("/f", linked(web)))]).round()
    assert web.asked("/story") == []


def test_robots_txt_is_kept_to(web, bench):
    """A page that machines shall not read is not read; the item is matched by what the feed says."""
    web.serve("/robots.txt", "User-agent: *\nDisallow: /story\n")
    web.serve("/story", PAGE)
    polls = bench(
        [feed(web.serve("/f", linked(web, description="Badr Organization blamed, Iraq says")), articles=True)]
    )
    assert polls.round().taken.new == 1
    assert web.asked("/story") == []


def test_a_robots_txt_that_cannot_be_had_closes_the_site(web, bench):
    """A server in trouble is left in peace."""
    web.at("/robots.txt", reply(503))
    web.serve("/story", PAGE)
    polls = bench([feed(web.serve("/f", linked(web)), articles=True)])
    assert polls.round().answered == 1
    assert web.asked("/story") == []


def test_pages_are_asked_once_and_old_ones_never(web, bench):
    """Known items need no page, and of a first poll only the fresh ones."""
    web.serve("/story", PAGE)
    old = {"title": "Old", "link": web.url("/old"), "guid": "urn:2", "pubDate": "Tue, 06 Jan 2026 12:00:00 GMT"}
    body = rss({"title": "Explosion heard", "link": web.url("/story"), "guid": "urn:1"}, old)
    polls = bench([feed(web.serve("/f", body), articles=True)])
    polls.round()
    web.serve("/f", body + " ")
    polls.round()
    assert (len(web.asked("/story")), len(web.asked("/old")), len(web.asked("/robots.txt"))) == (1, 0, 1)


def test_an_index_page_is_read_only_where_robots_txt_allows(web, bench):
    """A page made for people."""
    web.serve("/robots.txt", "User-agent: Factionwatch\nDisallow: /\n")
    web.serve("/news", "<html><body><a class='n' href='/1'>Badr Organization of Iraq</a></body></html>")
    polls = bench([feed(web.url("/news"), kind="page", selectors={"item": "a.n"})])
    (failed,) = polls.round().failed
    assert failed.kind == "robots"
    assert web.asked("/news") == []


def test_a_host_is_given_a_breath_between_two_requests():
    """Public hosts only, and only if somebody waits."""
    pauses = []

    async def pause(seconds):
        pauses.append(seconds)

    async def ask(manners, url, private=False):
        async with manners.turn(url, private):
            await asyncio.sleep(0)

    async def run():
        manners = Manners(10, 1.5, pause)
        await asyncio.gather(*(ask(manners, "https://a.org/x") for _ in range(3)), ask(manners, "https://b.org/"))
        await asyncio.gather(*(ask(manners, "http://127.0.0.1/", private=True) for _ in range(3)))

    asyncio.run(run())
    assert pauses == [1.5, 1.5]
