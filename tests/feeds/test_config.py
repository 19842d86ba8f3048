from pathlib import Path

import pytest
import yaml

from feeds.config import OWNERSHIPS, parse_feeds
from feeds.sources import kinds
from model.errors import DataError, UsageError
from model.feed import Outlet

ROOT = Path(__file__).parents[2]

OUTLETS = """\
outlets:
  rudaw:
    name: Rudaw
    group: rudaw-media
    homepage: https://rudaw.example
    country: Iraq
    ownership: party
    reliability: B
    party_to: [kdp]
"""
FEED = """\
feeds:
  - id: rudaw-en
    url: https://rudaw.example/rss
    language: en
    outlet: rudaw
"""


def parse(*texts):
    return parse_feeds([(f"{number}.yaml", text) for number, text in enumerate(texts, start=1)])


def a_feed(**settings):
    """YAML of one feed that stands alone, with these settings laid over the least it needs; None leaves one out."""
    feed = {"id": "one", "url": "https://one.example/rss", "language": "en", "name": "One"} | settings
    return yaml.safe_dump({"feeds": [{key: value for key, value in feed.items() if value is not None}]})


def the_error(*texts):
    with pytest.raises(DataError) as caught:
        parse(*texts)
    return caught.value


def test_an_outlet_keeps_what_the_file_says():
    outlet = parse(OUTLETS).outlets["rudaw"]

    assert outlet == Outlet(
        "rudaw", "Rudaw", "rudaw-media", "https://rudaw.example", "Iraq", "party", "B", party_to=("kdp",)
    )


def test_an_outlet_without_a_group_shares_with_nobody():
    assert parse("outlets: {rudaw: {name: Rudaw}}").outlets["rudaw"].group == "rudaw"


def test_a_feed_that_says_little_is_an_enabled_rss_feed_that_finds_its_own_rhythm():
    feed = parse(OUTLETS + FEED).feeds["rudaw-en"]

    assert (feed.outlet, feed.kind, feed.every, feed.enabled) == ("rudaw", "rss", None, True)
    assert (feed.articles, feed.private, dict(feed.selectors)) == (False, False, {})


def test_a_feed_keeps_every_setting():
    text = a_feed(kind="page", every="2h", articles=True, enabled=False, selectors={"item": "div.story"})
    feed = parse(text).feeds["one"]

    assert (feed.kind, feed.every, feed.articles, feed.enabled) == ("page", 7200, True, False)
    assert feed.selectors == {"item": "div.story"}


def test_a_feed_that_stands_alone_brings_an_outlet_of_its_own_id():
    found = parse(a_feed(ownership="think-tank", reliability="A", country="Iraq", homepage="https://one.example"))

    assert found.feeds["one"].outlet == "one"
    assert found.outlets["one"] == Outlet("one", "One", "one", "https://one.example", "Iraq", "think-tank", "A")


@pytest.mark.parametrize(
    ("written", "seconds"), [("5m", 300), ("15m", 900), ("2h", 7200), ("1d", 86400), ("600s", 600), ("2 h", 7200)]
)
def test_every_is_a_number_and_a_unit(written, seconds):
    assert parse(a_feed(every=written)).feeds["one"].every == seconds


def test_a_private_feed_may_be_polled_every_two_seconds():
    feed = parse(a_feed(url="http://127.0.0.1:8000/rss", private=True, every="2s")).feeds["one"]

    assert (feed.private, feed.every) == (True, 2)


@pytest.mark.parametrize("written", ["2s", "4m", "299s", "0m", "soon", "15", 15, "15 minutes", "-5m", "1.5h"])
def test_every_that_is_too_short_or_no_time_is_refused(written):
    error = the_error(a_feed(every=written))

    assert error.field == "feeds.0.every"
    assert '"every" must be' in error.message


def test_a_file_feed_names_a_path():
    assert parse(a_feed(kind="file", url="exports/today.xml")).feeds["one"].url == "exports/today.xml"
    assert the_error(a_feed(kind="file", url="https://one.example/rss")).field == "feeds.0.url"


@pytest.mark.parametrize(
    "address",
    ["ftp://one.example/rss", "one.example/rss", "file:///etc/passwd", "https://", "http://one.example:99999/",
     "https://one.example/a b", "https://[::1", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_that_is_not_http_is_refused(address):
    assert "http://" in the_error(a_feed(url=address)).message


def test_an_unknown_key_names_the_nearest_one_and_its_line():
    lines = ["# a comment"] * 43 + ["feeds:", "  - id: one", "    url: https://one.example", "    language: en"]
    text = "\n".join([*lines, "    evry: 15m", "    name: One"])

    with pytest.raises(DataError) as caught:
        parse_feeds([("feeds.yaml", text)])

    assert str(caught.value) == 'feeds.yaml line 48: "evry" is not a setting of a feed; did you mean "every"?'
    assert (caught.value.line, caught.value.field) == (48, "feeds.0.evry")
    assert isinstance(caught.value, UsageError)
    assert caught.value.status == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("outlet: {}", '"outlet" is not a setting of the feed file; did you mean "outlets"?'),
        ("outlets: {a: {nam: A}}", '"nam" is not a setting of an outlet; did you mean "name"?'),
        ("outlets: {a: {name: A, zzzz: 1}}", '"zzzz" is not a setting of an outlet'),
        (a_feed(kind="rsss"), '"rsss" is not a kind of source; did you mean "rss"?'),
        (a_feed(ownership="goverment"), '"goverment" is not a kind of ownership'),
        (a_feed(reliability="G"), '"G" is not a letter from A to F'),
        (a_feed(language="English"), '"English" is not a language code like en, ar, fa, ku, or mul for several'),
        (a_feed(id="One Feed"), '"One Feed" is not an id: small letters, digits and single hyphens'),
        (a_feed(enabled="perhaps"), '"enabled" must be true or false'),
        (a_feed(url=None), 'a feed needs "url"'),
        (a_feed(language=None), 'a feed needs "language"'),
        (a_feed(id=None), 'a feed needs "id"'),
        (a_feed(url=""), '"url" must not be empty'),
        (a_feed(selectors=["div"]), "the selectors must be a mapping of names to values"),
        (a_feed(selectors={"itme": "li"}), '"itme" is not a setting of the selectors; did you mean "item"?'),
        (a_feed(kind="page"), 'a feed of kind page needs "selectors" with "item", which finds each entry'),
        (a_feed(party_to="kdp"), '"party_to" must be a list'),
        ("outlets: {a: {}}", 'an outlet needs "name"'),
        ("feeds: {one: {}}", '"feeds" must be a list'),
        ("feeds: [one]", "a feed must be a mapping of names to values"),
        ("version: 2", "this program reads version 1 of the feed file"),
    ],
)
def test_each_mistake_gets_its_own_sentence(text, sentence):
    assert the_error(text).message == sentence


def test_a_feed_needs_to_say_who_publishes_it():
    assert "publisher" in the_error(a_feed(name=None)).message


def test_an_unknown_outlet_names_the_nearest():
    error = the_error(OUTLETS + FEED.replace("outlet: rudaw", "outlet: rudw"))

    assert error.message == '"rudw" is not the id of an outlet; did you mean "rudaw"?'
    assert error.line == 14


def test_a_feed_cannot_both_name_an_outlet_and_describe_one():
    assert "not both" in the_error(OUTLETS + FEED + "    name: Rudaw\n").message
    assert "belongs there" in the_error(OUTLETS + FEED + "    reliability: A\n").message


def test_a_feed_id_stands_once_in_a_file():
    error = the_error(OUTLETS + FEED + FEED.removeprefix("feeds:\n"))

    assert error.message == 'the id "rudaw-en" is taken by another feed'
    assert error.line == 15


def test_an_outlet_id_stands_once_in_a_file():
    error = the_error("outlets:\n  a: {name: A}\n  a: {name: B}\n")

    assert (error.message, error.line) == ('"a" stands twice', 3)


def test_a_feed_that_stands_alone_does_not_take_the_id_of_an_outlet():
    assert "taken by an outlet" in the_error(OUTLETS + a_feed(id="rudaw")).message


def test_a_later_file_adds_to_an_earlier_one_and_may_use_its_outlets():
    found = parse(OUTLETS + FEED, FEED.replace("rudaw-en", "rudaw-ar"))

    assert list(found.feeds) == ["rudaw-en", "rudaw-ar"]


def test_a_later_file_replaces_a_feed_and_an_outlet_of_the_same_id():
    later = "outlets: {rudaw: {name: Rudaw again}}\n" + FEED.replace("/rss", "/other").replace(": en", ": ku")
    found = parse(OUTLETS + FEED + "    enabled: false\n", later)

    assert found.outlets["rudaw"] == Outlet("rudaw", "Rudaw again", "rudaw")
    feed = found.feeds["rudaw-en"]
    assert (feed.url, feed.language, feed.enabled) == ("https://rudaw.example/other", "ku", True)


def test_a_later_entry_without_an_address_changes_only_what_it_names():
    found = parse(OUTLETS + FEED, "feeds: [{id: rudaw-en, enabled: false}]")
    feed = found.feeds["rudaw-en"]

    assert (feed.url, feed.outlet, feed.enabled) == ("https://rudaw.example/rss", "rudaw", False)


def test_a_later_entry_may_move_a_feed_from_its_own_outlet_to_a_declared_one_and_back():
    there = parse(OUTLETS + a_feed(country="Iraq"), "feeds: [{id: one, outlet: rudaw}]")
    back = parse(OUTLETS + FEED, "feeds: [{id: rudaw-en, name: Somebody}]")

    assert (there.feeds["one"].outlet, "one" in there.outlets) == ("rudaw", False)
    assert back.outlets[back.feeds["rudaw-en"].outlet].name == "Somebody"


def test_a_mistake_in_the_second_file_names_the_second_file():
    error = the_error(OUTLETS + FEED, "\nfeeds:\n  - {id: rudaw-en, every: 1m}")

    assert (error.file, error.line) == ("2.yaml", 3)


@pytest.mark.parametrize("text", ["feeds:\n  - [", "a: b: c", "feeds: [\x01]", "? [a]\n: b"])
def test_what_is_no_yaml_is_one_sentence(text):
    error = the_error(text)

    assert str(error).startswith("1.yaml")
    assert "\n" not in str(error)


def test_an_empty_file_and_no_file_give_an_empty_list():
    assert parse("").feeds == parse().feeds == {}


@pytest.fixture(scope="module")
def packed():
    return parse_feeds([("feeds.yaml", (ROOT / "feeds.yaml").read_text(encoding="utf-8"))])


class TestPackedFile:
    """feeds.yaml as it is shipped."""

    def test_it_is_valid_and_mostly_switched_on(self, packed):
        enabled = [feed for feed in packed.feeds.values() if feed.enabled]

        assert len(packed.feeds) >= 62
        assert len(enabled) >= 45

    def test_it_has_outlets_of_every_ownership_that_matters_and_no_unused_address(self, packed):
        assert {outlet.ownership for outlet in packed.outlets.values()} >= set(OWNERSHIPS) - {"other"}
        assert all(outlet.homepage or outlet.party_to for outlet in packed.outlets.values())
        assert {feed.kind for feed in packed.feeds.values()} <= set(kinds())

    def test_no_two_feeds_share_an_address(self, packed):
        assert len({feed.url for feed in packed.feeds.values()}) == len(packed.feeds)

    def test_none_is_private_a_telegram_channel_or_faster_than_polite(self, packed):
        assert not any(feed.private or feed.kind == "telegram" for feed in packed.feeds.values())

    def test_a_faction_speaks_only_through_known_factions(self, packed):
        actors = yaml.load((ROOT / "actors.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        known = {actor["id"] for section in ("actors", "apart") for actor in actors[section]}

        assert {actor for outlet in packed.outlets.values() for actor in outlet.party_to} <= known
