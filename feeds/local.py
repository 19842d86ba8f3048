"""Files of this machine, asked as politely as servers: unchanged since last time is a 304."""

from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from feeds.errors import FetchError
from feeds.fetch import Answer, Ask, Limits

TYPES = {".json": "application/json", ".html": "text/html", ".htm": "text/html"}


def read_local(ask: Ask, limits: Limits | None = None) -> Answer:
    """The file's bytes, its time of change as both validators; FetchError in words where it cannot be read."""
    path = Path(ask.url.removeprefix("file://")).expanduser()
    limits = limits or Limits()
    try:
        status = path.stat()
        if status.st_size > limits.body:
            raise FetchError(ask.feed, f"{path.name} is larger than {limits.body >> 20} MB", "size")
        etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
        modified = format_datetime(datetime.fromtimestamp(int(status.st_mtime), UTC), usegmt=True)
        headers = {"etag": etag, "last-modified": modified, "content-type": TYPES.get(path.suffix.lower(), "")}
        if ask.etag == etag:
            return Answer(304, ask.url, headers=headers)
        return Answer(200, path.absolute().as_uri(), path.read_bytes(), headers)
    except OSError as error:
        raise FetchError(ask.feed, f"{path} cannot be read ({error.strerror or 'no reason given'})", "file") from error
