"""Channels as an operator writes them: discord:G1/C1, slack:T1/C1, webhook:https://..., terminal."""

from model.delivery import Channel


def parse_address(text: str) -> Channel | None:
    """The channel of an address; None for none."""
    text = text.strip()
    if not text:
        return None
    platform, _, rest = text.partition(":")
    if platform == "webhook":
        return Channel("webhook", "", rest)
    parts = rest.split("/")
    if len(parts) == 1:
        return Channel(platform, "", rest)
    workspace, id, *thread = parts
    return Channel(platform, workspace, id, "/".join(thread))
