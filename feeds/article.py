"""The text of an article's page, by trafilatura, which is loaded when the first page comes: it takes 40 MB."""

from feeds.text import CONTENT_LIMIT, tidy


def article_text(page: str) -> str:
    """The main text of an HTML page without its furniture, "" where it has none."""
    import trafilatura

    text = trafilatura.extract(page, fast=True, include_comments=False, include_tables=False)
    return tidy(text or "")[:CONTENT_LIMIT]
