"""robots.txt, for pages that are read though nobody made them for reading by machines."""

from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

AGENT = "Factionwatch"


def robots_address(url: str) -> str:
    """Where the rules for an address stand."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


class Rules:
    """What a site allows us."""

    def __init__(self, text: str) -> None:
        self._parser = RobotFileParser()
        self._parser.parse(text.splitlines())

    def allow(self, url: str) -> bool:
        """Whether this page may be fetched."""
        return self._parser.can_fetch(AGENT, url)


NO_RULES = Rules("")
CLOSED = Rules("User-agent: *\nDisallow: /")
