"""Links as shown (without trackers) and as compared (one form for all ways to write the same address)."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

# Only names that are trackers wherever they stand: `ref`, `source` or `share` are page addresses on some sites.
_TRACKERS = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|igsh|mc_cid|mc_eid|mkt_tok|_hs\w+|"
    r"hsa_\w+|oly_\w+|vero_\w+|wt_mc|ito|cmpid|at_(?:medium|campaign|custom\d|link\w*|bbc\w*)|ns_\w+|smid|smtyp|"
    r"ref_src|ref_url|spm|ocid|ftag|taid|traffic_source)$",
    re.IGNORECASE,
)
_HOSTS = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_AMP = re.compile(r"/(?:amp|amp\.html)$")
_LENGTH = 2_000
# Most links: nothing in them needs a parser to be understood, which takes ten times as long.
_PLAIN = re.compile(r"https?://((?:[a-z0-9-]+\.)+[a-z0-9-]+)(/[\w/.~%+,=@!$'()*:-]*)(?:\?([\w./~%+,=&-]+))?", re.ASCII)


_PLAIN_QUERY = re.compile(r"[\w.~-]+=[\w.~-]*(?:&[\w.~-]+=[\w.~-]*)*", re.ASCII)  # nothing in it is quoted


def is_plain(url: str) -> bool:
    """Whether this is an absolute web address that means the same to everybody, whatever page it stands in."""
    return _PLAIN.fullmatch(url) is not None


@lru_cache(2048)  # each link is asked for several times on its way
def clean_link(url: str, base: str = "") -> str:
    """An absolute http(s) link without tracking parameters, "" where it is no such link."""
    plain = _PLAIN.fullmatch(url)
    if plain is not None and len(url) <= _LENGTH:
        query = plain[3] and _without_trackers(plain[3])
        return url if query == plain[3] else url[: plain.end(2)] + (f"?{query}" if query else "")
    return _clean_carefully(url, base)


def _clean_carefully(url: str, base: str) -> str:
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or len(url) > _LENGTH:
        return ""
    place = f"[{host}]" if ":" in host else host
    cleaned = parts._replace(netloc=f"{place}:{port}" if port else place, query=_without_trackers(parts.query))
    return re.sub(r"[\s\x00-\x1f\x7f<>\"]", _quote, cleaned.geturl())


@lru_cache(2048)
def canonical_link(url: str) -> str:
    """One form for http and https, www and mobile hosts, trailing slashes and parameter order; "" for no link."""
    cleaned = clean_link(url)
    plain = _PLAIN.fullmatch(cleaned)
    if plain is not None and (plain[3] is None or _PLAIN_QUERY.fullmatch(plain[3])):
        query = f"?{_in_order(plain[3])}" if plain[3] else ""
        return f"{_HOSTS.sub('', plain[1])}{_AMP.sub('', plain[2].rstrip('/'))}{query}"
    return _canonical_carefully(cleaned) if cleaned else ""


def _canonical_carefully(cleaned: str) -> str:
    parts = urlsplit(cleaned)
    host = _HOSTS.sub("", (parts.hostname or "").lower())
    path = _AMP.sub("", parts.path.rstrip("/"))
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    routed = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    return f"{host}{port}{path}" + (f"?{query}" if query else "") + (f"#{routed}" if routed else "")


@lru_cache(4096)  # of each feed, at each poll
def host_of(url: str) -> str:
    """The host of an address without www, "" for none."""
    try:
        return _HOSTS.sub("", (urlsplit(url).hostname or "").lower())
    except ValueError:
        return ""


def _in_order(query: str) -> str:
    if "&" not in query:
        return query
    return "&".join("=".join(pair) for pair in sorted(part.split("=") for part in query.split("&")))


def _without_trackers(query: str) -> str:
    if not query:
        return ""
    return "&".join(part for part in query.split("&") if not _TRACKERS.match(part.partition("=")[0]))


def _quote(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
