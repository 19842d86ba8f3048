"""`factionwatch feeds ...` on the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer


def feeds_app(settings: Callable[[], Any]) -> typer.Typer:
    """The sub-commands of `feeds`; `settings` reads them when they are needed."""
    app = typer.Typer(help="How each feed is doing; add, export, import feeds.", invoke_without_command=True)

    @app.callback()
    def listing(
        context: typer.Context,
        everything: Annotated[bool, typer.Option("--all", help="Switched-off feeds too.")] = False,
    ) -> None:
        if context.invoked_subcommand is None:
            from bot.programs.feeds import listing

            for line in listing(settings(), everything):
                typer.echo(line)

    @app.command()
    def add(
        url: Annotated[str, typer.Argument(help="A feed, or a page that has one.")],
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
        private: Annotated[bool, typer.Option("--private", help="It may live on a private address.")] = False,
        language: Annotated[str, typer.Option("--language", help="Of its items, for example ar.")] = "",
        file: Annotated[Path | None, typer.Option("--file", help="The list to add it to.")] = None,
    ) -> None:
        """Find the feed of an address, show five of its items and whom they name, and add it on yes."""
        from bot.programs.feeds import add

        def agree(question: str) -> bool:
            return yes or typer.confirm(question, default=True, err=True)

        given = settings()
        status = add(given, url, say=typer.echo, agree=agree, private=private, language=language, file=file)
        raise typer.Exit(status)

    @app.command()
    def export() -> None:
        """All feeds as OPML, for other readers."""
        from bot.programs.feeds import export

        typer.echo(export(settings()), nl=False)

    @app.command("import")
    def import_(
        source: Annotated[Path, typer.Argument(metavar="OPML", help="A list from another reader.")],
        file: Annotated[Path | None, typer.Option("--file", help="The list to add them to.")] = None,
    ) -> None:
        """Add the feeds of an OPML list that are not known yet."""
        from bot.programs.feeds import import_opml

        for line in import_opml(settings(), source, file):
            typer.echo(line)

    return app
