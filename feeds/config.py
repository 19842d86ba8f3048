"""feeds.yaml to a checked FeedList: who publishes, and what is polled.

`outlets` maps an id to a publisher; `feeds` lists what is polled. A feed names its outlet, or describes a publisher of
its own inline. Later files add entries or replace those of the same id; an entry of a later file that gives no `url`
changes only the settings it names, so one line can switch a feed off.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from feeds.sources import kinds
from model.feed import Feed, FeedList, Outlet
from model.written import Written, read_yaml

OWNERSHIPS = ("independent", "state", "party", "faction", "think-tank", "official", "aggregator", "other")
RELIABILITIES = ("A", "B", "C", "D", "E", "F")
LEAST_EVERY = 5 * 60  # seconds; kinder to strangers' servers than any news needs

FILE_KEYS = ("version", "outlets", "feeds")
OUTLET_KEYS = ("name", "group", "homepage", "country", "ownership", "reliability", "party_to")
OWN_KEYS = ("id", "url", "language", "outlet", "kind", "every", "articles", "enabled", "private", "selectors")
FEED_KEYS = (*OWN_KEYS, *OUTLET_KEYS)
SELECTORS = ("item", "title", "link", "date", "summary")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
_EVERY = re.compile(r"(\d{1,6}) ?([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

Row = Mapping[str, Written]


def parse_feeds(texts: Sequence[tuple[str, str]]) -> FeedList:
    """The outlets and feeds of one or several files, given as (file name, YAML text).

    Raises DataError naming file, line and field for anything that cannot be used as written.
    """
    outlet_rows: dict[str, Written] = {}
    feed_rows: dict[str, tuple[Written, Row]] = {}
    for file, text in texts:
        top = _top(read_yaml(file, text))
        outlet_rows |= _outlet_rows(top)
        feed_rows |= {feed_id: _over(feed_rows.get(feed_id), at) for feed_id, at in _feed_rows(top)}
    outlets = {outlet_id: _outlet(outlet_id, at, _outlet_row(at)) for outlet_id, at in outlet_rows.items()}
    own = {feed_id: _own_outlet(feed_id, at, row, outlets) for feed_id, (at, row) in feed_rows.items() if "name" in row}
    outlets |= own
    return FeedList(outlets, {feed_id: _feed(feed_id, at, row, outlets) for feed_id, (at, row) in feed_rows.items()})


def _top(whole: Written) -> Row:
    top = whole.table("the feed file", FILE_KEYS)
    if "version" in top and top["version"].value != 1:
        raise top["version"].error("this program reads version 1 of the feed file")
    return top


def _outlet_rows(top: Row) -> dict[str, Written]:
    rows = top["outlets"].table("the outlets") if "outlets" in top else {}
    for outlet_id, at in rows.items():
        _check_id(at, outlet_id)
    return rows


def _feed_rows(top: Row) -> Iterator[tuple[str, Written]]:
    """Id and entry of each feed of one file."""
    seen: set[str] = set()
    for at in top["feeds"].rows() if "feeds" in top else []:
        row = at.table("a feed", FEED_KEYS)
        feed_id = _check_id(at, at.required(row, "id", "a feed").text(), "id")
        if feed_id in seen:
            raise at.error(f'the id "{feed_id}" is taken by another feed', "id")
        seen.add(feed_id)
        yield feed_id, at


def _check_id(at: Written, text: str, *below: str) -> str:
    if not _ID.fullmatch(text):
        raise at.error(f'"{text}" is not an id: small letters, digits and single hyphens', *below)
    return text


def _over(earlier: tuple[Written, Row] | None, at: Written) -> tuple[Written, Row]:
    """The entry that counts: a later one replaces, or without an address changes what it names."""
    row = at.table("a feed", FEED_KEYS)
    if earlier is None or "url" in row:
        return at, row
    gone = OUTLET_KEYS if "outlet" in row else ("outlet",) if "name" in row else ()
    return at, {**{key: value for key, value in earlier[1].items() if key not in gone}, **row}


def _outlet_row(at: Written) -> Row:
    return at.table("an outlet", OUTLET_KEYS)


def _outlet(outlet_id: str, at: Written, row: Row) -> Outlet:
    return Outlet(
        id=outlet_id,
        name=at.required(row, "name", "an outlet").text(),
        group=_check_id(row["group"], row["group"].text()) if "group" in row else outlet_id,
        homepage=_web_address(row["homepage"]) if "homepage" in row else "",
        country=row["country"].text() if "country" in row else "",
        ownership=row["ownership"].one_of(OWNERSHIPS, "a kind of ownership") if "ownership" in row else "other",
        reliability=row["reliability"].one_of(RELIABILITIES, "a letter from A to F") if "reliability" in row else "F",
        party_to=tuple(_check_id(one, one.text()) for one in row["party_to"].rows()) if "party_to" in row else (),
    )


def _own_outlet(feed_id: str, at: Written, row: Row, outlets: Mapping[str, Outlet]) -> Outlet:
    """The outlet of a feed that stands alone; it bears the feed's id, so that nobody else's may be the same."""
    if "outlet" in row:
        raise row["name"].error('a feed has either "outlet" or a "name" of its own, not both')
    if feed_id in outlets:
        raise at.error(f'the id "{feed_id}" is taken by an outlet; say "outlet: {feed_id}" or choose another id', "id")
    return _outlet(feed_id, at, row)


def _feed(feed_id: str, at: Written, row: Row, outlets: Mapping[str, Outlet]) -> Feed:
    kind = row["kind"].one_of(kinds(), "a kind of source") if "kind" in row else "rss"
    private = _truth(row, "private")
    url = at.required(row, "url", "a feed")
    selectors = _selectors(row["selectors"]) if "selectors" in row else {}
    if kind == "page" and "item" not in selectors:
        raise at.error('a feed of kind page needs "selectors" with "item", which finds each entry', "selectors")
    return Feed(
        id=feed_id,
        url=_file_path(url) if kind == "file" else _web_address(url),
        language=_language(at.required(row, "language", "a feed")),
        outlet=_outlet_of(feed_id, at, row, outlets),
        kind=kind,
        every=_every(row["every"], private) if "every" in row else None,
        articles=_truth(row, "articles"),
        enabled=_truth(row, "enabled", default=True),
        private=private,
        selectors=selectors,
    )


def _outlet_of(feed_id: str, at: Written, row: Row, outlets: Mapping[str, Outlet]) -> str:
    if "name" in row:
        return feed_id
    if "outlet" not in row:
        raise at.error('a feed needs "outlet", the id of its publisher, or a "name" of its own', "outlet")
    for key in OUTLET_KEYS:
        if key in row:
            raise row[key].error(f'"{key}" is a setting of the outlet "{row["outlet"].text()}", so it belongs there')
    return row["outlet"].one_of(outlets, "the id of an outlet")


def _truth(row: Row, key: str, default: bool = False) -> bool:
    return row[key].truth() if key in row else default


def _language(at: Written) -> str:
    text = at.text()
    if not _LANGUAGE.fullmatch(text):
        raise at.error(f'"{text}" is not a language code like en, ar, fa, ku, or mul for several')
    return text


def _web_address(at: Written) -> str:
    text = at.text()
    if not _is_web_address(text):
        raise at.error(f'"{at.name}" must be an address that begins with http:// or https://')
    return text


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        usable = parts.port != 0 and bool(parts.hostname)
    except ValueError:  # an impossible port or host
        return False
    return usable and parts.scheme in ("http", "https") and text.isprintable() and not any(c.isspace() for c in text)


def _file_path(at: Written) -> str:
    text = at.text()
    if "://" in text:
        raise at.error('"url" of a feed of kind file must be a path, not an address')
    return text


def _every(at: Written, private: bool) -> int:
    """Seconds between two polls."""
    found = _EVERY.fullmatch(at.text())
    seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
    if seconds == 0:
        raise at.error(f'"every" must be a time like 15m, 2h or 1d, not "{at.text()}"')
    if seconds < LEAST_EVERY and not private:
        raise at.error(
            f'"every" must be at least 5m, not "{at.text()}" (only a feed with "private: true" may go faster)'
        )
    return seconds


def _selectors(at: Written) -> dict[str, str]:
    return {name: one.text() for name, one in at.table("the selectors", SELECTORS).items()}
