"""The commands that keep an installation well: backup, restore, rebuild, reannotate, forget, web."""

from collections.abc import Callable
from typing import Annotated, Any

import typer


def add_upkeep(app: typer.Typer, settings: Callable[[], Any]) -> None:
    """Adds them to the program."""
    _add_copies(app, settings)
    _add_truth(app, settings)
    _add_forget(app, settings)

    @app.command()
    def web(
        address: Annotated[str, typer.Option("--at", metavar="HOST:PORT", help="Where it listens.")] = "127.0.0.1:8001",
    ) -> None:
        """Show stories, items, actors, feeds and counts in a browser; nothing about users or channels."""
        from bot.programs.web import web

        raise typer.Exit(web(settings(), address))


def _add_copies(app: typer.Typer, settings: Callable[[], Any]) -> None:
    @app.command()
    def backup(
        file: Annotated[str, typer.Argument(help="Where to; an older copy of that name is replaced.")],
        secrets: Annotated[bool, typer.Option("--secrets", help="Tokens of Slack workspaces too, beside it.")] = False,
    ) -> None:
        """Copy the store while the bot runs; the copy is proven before it counts."""
        from bot.programs.copies import back_up

        typer.echo(back_up(settings(), file, secrets))

    @app.command()
    def restore(file: Annotated[str, typer.Argument(help="A copy that backup made.")]) -> None:
        """Put a copy in the place of the store; stop the bot first. The former store is kept."""
        from bot.programs.copies import restore

        typer.echo(restore(settings(), file))


def _add_truth(app: typer.Typer, settings: Callable[[], Any]) -> None:
    @app.command()
    def rebuild(
        verify: Annotated[bool, typer.Option("--verify", help="Only compare, and look at the whole file.")] = False,
    ) -> None:
        """Compare counts and search with the stories and items they stand for, and put right what differs."""
        from bot.programs.truth import rebuild

        lines, is_right = rebuild(settings(), verify)
        typer.echo("\n".join(lines))
        raise typer.Exit(0 if is_right else 1)

    @app.command()
    def reannotate() -> None:
        """Read stored items anew after actors or rules changed; can be stopped and goes on; nothing is posted."""
        from bot.programs.truth import read_anew

        typer.echo(read_anew(settings()))


def _add_forget(app: typer.Typer, settings: Callable[[], Any]) -> None:
    @app.command()
    def forget(
        where: Annotated[
            str, typer.Argument(help="discord:SERVER, slack:TEAM, one of their channels, discord or slack for a user.")
        ],
        user: Annotated[str, typer.Option("--user", metavar="ID", help="Only this person, there.")] = "",
        yes: Annotated[bool, typer.Option("--yes", help="Delete; without it what would go is only told.")] = False,
    ) -> None:
        """Delete what is stored about a server, workspace, channel or user; stories stay."""
        from bot.programs.forget import forget

        typer.echo(forget(settings(), where, user, yes))
