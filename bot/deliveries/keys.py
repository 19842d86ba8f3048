"""Names of deliveries: what makes a post the same post at every try."""

from hashlib import blake2b

from model.delivery import Channel


def outbox_key(channel: Channel, subject: str) -> str:
    """20 letters and digits: fits a nonce and leaves room in a button's id."""
    named = "\0".join((channel.platform, channel.workspace, channel.id, channel.thread, subject))
    return blake2b(named.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
