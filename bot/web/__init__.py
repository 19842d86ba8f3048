"""The web view: the store's public side, served by Datasette (extra `web`), with a home page of our own."""
