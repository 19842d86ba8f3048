"""The `factionwatch` command line: declares every program's options, and turns errors into a sentence and a status.

Programs are imported when they are called, so that a quick question does not wait for libraries it does not need.
"""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from bot.cli_feeds import feeds_app
from bot.cli_operator import add_operator
from bot.cli_upkeep import add_upkeep
from model.errors import FactionwatchError

app = typer.Typer(
    name="factionwatch",
    help="Briefings on armed factions in Iraq, in Discord, Slack and the terminal.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
INTERRUPTED = 130


@app.callback()
def _common(debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False) -> None:
    """Read by `main`."""


@app.command()
def run(dry: Annotated[bool, typer.Option("--dry", help="Print what would be posted; post nothing.")] = False) -> None:
    """Start the bot: chat platforms with a token, the terminal without; polls beside."""
    from bot.programs.run import run

    raise typer.Exit(run(_settings(), dry))


@app.command()
def poll(
    feeds: Annotated[list[str] | None, typer.Argument(metavar="[FEED]...", help="Ids of feeds; none: all due.")] = None,
    all_feeds: Annotated[bool, typer.Option("--all", help="Every enabled feed, now.")] = False,
) -> None:
    """One round: fetch the due feeds, find factions, store."""
    from bot.programs.poll import poll

    raise typer.Exit(poll(_settings(), tuple(feeds or ()), all_feeds))


@app.command()
def ask(
    line: Annotated[str, typer.Argument(help='What to ask, for example "/actor Kataib Hezbollah".')],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Answer one command."""
    from bot.programs.ask import ask

    raise typer.Exit(ask(_settings(), line, as_json))


@app.command()
def annotate(
    only: Annotated[str, typer.Option("--only", help="names: nothing but names.")] = "",
    no_stories: Annotated[bool, typer.Option("--no-stories", help="Stream; each item is its own story.")] = False,
) -> None:
    """Read items as JSON lines on stdin, write what is found in each on stdout."""
    from bot.programs.annotate import annotate
    from bot.wiring import read_annotator

    if only not in ("", "names"):
        raise typer.BadParameter('only "names" is known', param_hint="--only")
    stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=False)
    status = annotate(stdin, out, read_annotator(_settings()), only == "names", not no_stories)
    out.flush()
    raise typer.Exit(status)


@app.command()
def evaluate(
    file: Annotated[str, typer.Argument(help="Labelled items, as JSON lines.")],
    against: Annotated[str, typer.Option("--against", metavar="OLD", help="An earlier run's --json output.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Score the findings against labelled items."""
    import json

    from bot.programs.evaluate import earlier, evaluate, remember, report
    from bot.wiring import read_knowledge
    from intel.evaluate import to_json

    before = earlier(against) if against else None
    settings = _settings()
    result = evaluate(file, read_knowledge(settings))
    remember(settings, result)
    typer.echo(json.dumps(to_json(result), ensure_ascii=False) if as_json else report(result, before))


@app.command()
def setup(
    platform: Annotated[str, typer.Argument(help="discord or slack")],
    settle: Annotated[
        bool, typer.Option("--settle", help="Slack: with history scopes, so that a lost answer doubles no post.")
    ] = False,
    url: Annotated[str, typer.Option("--url", help="Slack, HTTP mode: where Slack reaches the bot.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Slack: the manifest as JSON.")] = False,
) -> None:
    """Print what adds the bot to a chat platform, and what is missing for it to post."""
    if platform not in ("discord", "slack"):
        raise typer.BadParameter('only "discord" and "slack" are known', param_hint="PLATFORM")
    from bot.programs import setup as program

    if platform == "slack":
        raise typer.Exit(0 if program.slack(_settings(), settle, url, as_json) else 1)
    lines, complete = program.discord(_settings())
    typer.echo("\n".join(lines))
    raise typer.Exit(0 if complete else 1)


@app.command()
def why(
    text: Annotated[list[str], typer.Argument(help="A headline or any other text.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Leaders as of this day.")] = "",
) -> None:
    """Explain which names match in a text, which do not, and by which word."""
    from bot.programs.why import why

    typer.echo(why(_settings(), " ".join(text), on))


@app.command()
def check(
    alive: Annotated[
        bool, typer.Option("--alive", help="Only: does a bot run on this store? For health checks.")
    ] = False,
    only_settings: Annotated[bool, typer.Option("--settings", help="Only: print the settings in force.")] = False,
) -> None:
    """Look at settings, data, disk, store, feeds and tokens; name a remedy for each fault."""
    from bot.programs import check as program

    settings = _settings()
    if only_settings:
        typer.echo("\n".join(program.settings_lines(settings)))
        return
    found = program.look(settings, alive)
    typer.echo("\n".join(program.lines(found)))
    raise typer.Exit(1 if any(f.remedy for f in found) else 0)


def _settings() -> Any:
    from bot.settings import read_settings

    return read_settings()


app.add_typer(feeds_app(_settings), name="feeds")
add_operator(app, _settings)
add_upkeep(app, _settings)


@app.command()
def export(
    form: Annotated[str, typer.Option("--format", help="csv, jsonl, rss or stix.")] = "jsonl",
    actors: Annotated[list[str] | None, typer.Option("--actor", help="Only of this one; repeatable.")] = None,
    days: Annotated[str, typer.Option("--days", help="How far back: 30, 2w or since:2024-01-01; none: all.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="A file; none: stdout.")] = None,
    history: Annotated[bool, typer.Option("--history/--no-history", help="With the documented past.")] = True,
) -> None:
    """Write stories as CSV, JSON lines, RSS, or with actors and links as a STIX 2.1 bundle."""
    from bot.programs.export import export

    raise typer.Exit(export(_settings(), form, tuple(actors or ()), days, out, history))


@app.command()
def demo(
    language: Annotated[str, typer.Option("--language", help="en or ar.")] = "en",
    lines: Annotated[list[str] | None, typer.Argument(metavar="[LINE]...", help="What to ask of it.")] = None,
) -> None:
    """Show an example day, from invented reports, on a store of its own that is thrown away."""
    from bot.programs.demo import demo

    raise typer.Exit(demo(_settings(), language, tuple(lines or ())))


@app.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help=".jsonl, .txt, .md, .html, or folders.")],
    published: Annotated[str, typer.Option("--published", metavar="DAY", help="When nothing else tells.")] = "",
) -> None:
    """Store and analyse articles from files; nothing of it is posted."""
    from bot.programs.import_files import run

    raise typer.Exit(run(_settings(), paths, published))


def main(arguments: list[str] | None = None) -> int:
    """Runs a program; the exit status of the contracts: 0, 1, 2 or 130."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    ordered = ["--debug", *(a for a in given if a != "--debug")] if debug else given
    try:
        return _carried_out(lambda: app(ordered, prog_name="factionwatch", standalone_mode=False))
    except Exception as error:  # the program's last resort: a sentence instead of a traceback
        if debug:
            raise
        return _explained(error)


def _carried_out(work: Callable[[], Any]) -> int:
    try:
        return int(work() or 0)
    except typer.Exit as done:
        return done.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return 0


def _explained(error: Exception) -> int:
    """One sentence on stderr; the status that fits."""
    if isinstance(error, TyperException):
        print(f"factionwatch: {error}\nTry: factionwatch --help", file=sys.stderr)
        return 2
    sentence, status = str(error), 1
    if isinstance(error, FactionwatchError):
        status = error.status
    elif isinstance(error, OSError):
        sentence = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
    else:
        sentence = f"an unforeseen fault: {type(error).__name__}: {error} (--debug shows it whole)"
    print(f"factionwatch: {sentence}", file=sys.stderr)
    return status


def _forget_stdout() -> None:
    """A reader that left early (`| head`) is no fault; nothing more is written to it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
