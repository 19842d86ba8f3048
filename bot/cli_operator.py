"""The operator's commands: deliveries, why-not, reports, correct, story."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

Reason = Annotated[str, typer.Option("--reason", help="Why, for those who read it later.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


def add_operator(app: typer.Typer, settings: Callable[[], Any]) -> None:
    """Adds the operator's commands to the program."""
    _add_looking(app, settings)
    _add_correcting(app, settings)
    app.add_typer(_story_app(settings), name="story")


def _add_looking(app: typer.Typer, settings: Callable[[], Any]) -> None:
    @app.command()
    def deliveries(
        state: Annotated[list[str] | None, typer.Option("--state", help="Only of this state; repeatable.")] = None,
        limit: Annotated[int, typer.Option("--limit", min=1, help="How many rows, newest first.")] = 50,
        as_json: AsJson = False,
    ) -> None:
        """What was posted, what waits, what was not posted and why."""
        from bot.programs import deliveries as program

        found = program.deliveries(settings(), tuple(state or ()), limit)
        typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(program.delivery_lines(found)))

    @app.command("why-not")
    def why_not(
        story: Annotated[str, typer.Argument(help="The id of a story.")],
        channel: Annotated[str, typer.Argument(help="discord:SERVER/CHANNEL, slack:TEAM/CHANNEL, webhook:https://...")],
    ) -> None:
        """Why a story was not posted to a channel."""
        from bot.programs.deliveries import reasons

        typer.echo("\n".join(reasons(settings(), story, channel)))

    @app.command()
    def reports(
        close: Annotated[int, typer.Option("--close", metavar="NUMBER", help="Mark one as dealt with.")] = 0,
        outcome: Annotated[str, typer.Option("--outcome", help="What became of it.")] = "dealt with",
        as_json: AsJson = False,
    ) -> None:
        """What readers hold to be wrong, and names that no alias explains."""
        from bot.programs import deliveries as program

        if close:
            typer.echo(program.close_report(settings(), close, outcome))
            return
        found = program.reports(settings())
        if as_json:
            typer.echo(json.dumps([program.report_json(one) for one in found], ensure_ascii=False))
        else:
            typer.echo("\n".join(program.report_lines(found)))


def _add_correcting(app: typer.Typer, settings: Callable[[], Any]) -> None:
    @app.command()
    def correct(
        item: Annotated[int, typer.Argument(help="The number of an item, as story show gives it.")],
        not_: Annotated[str, typer.Option("--not", metavar="ACTOR", help="Whom it is not about.")],
        reason: Reason = "",
    ) -> None:
        """Take a wrong faction back; what was posted is corrected, not deleted."""
        from bot.programs.story import correct as program

        typer.echo(program(settings(), item, not_, reason))


def _story_app(settings: Callable[[], Any]) -> typer.Typer:
    app = typer.Typer(help="Look at a story; merge two; split one.", no_args_is_help=True)

    @app.command()
    def show(story: Annotated[str, typer.Argument(help="The id of a story.")]) -> None:
        """A story with its items, and why each stands there."""
        from bot.programs.story import show as program

        typer.echo(program(settings(), story))

    @app.command()
    def merge(
        story: Annotated[str, typer.Argument(help="The id of a story.")],
        other: Annotated[str, typer.Argument(help="The id of the same story told twice.")],
        reason: Reason = "",
    ) -> None:
        """Make one story of two; the older message stays and grows."""
        from bot.programs.story import merge as program

        typer.echo(program(settings(), story, other, reason))

    @app.command()
    def split(
        story: Annotated[str, typer.Argument(help="The id of a story.")],
        items: Annotated[list[int], typer.Argument(help="The items that belong to another story.")],
        reason: Reason = "",
    ) -> None:
        """Part items from a story; the message keeps the larger part."""
        from bot.programs.story import split as program

        typer.echo(program(settings(), story, items, reason))

    return app
