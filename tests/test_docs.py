"""What the docs name exists, and what exists is named: commands, settings, files, targets, metrics, examples."""

import configparser
import re
from functools import cache
from pathlib import Path

import pytest
import typer
import yaml

from bot.cli import app
from bot.command import commands
from bot.data import packed
from bot.settings import Settings
from intel.names import NameFinder
from intel.roster import parse_roster
from model.item import Document
from tests.program import TOP

PAGES = sorted([TOP / "README.md", *(TOP / "docs").glob("*.md")])
CODE = re.compile(r"`([^`\n]+)`|^(?: {4}|\t)(\S.*)$", re.MULTILINE)
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"\b(?:FACTIONWATCH|DISCORD|SLACK)_[A-Z_]*[A-Z]\b")
ELSEWHERE = {"FACTIONWATCH_SHARED", "FACTIONWATCH_KILLS"}  # of the tests


@cache
def _text(page):
    return page.read_text(encoding="utf-8")


@cache
def _code(page):
    """Every stretch of code of a page, a line each."""
    text = _text(page)
    blocks = [line for block in FENCE.findall(text) for line in block.splitlines()]
    return [*blocks, *(a or b for a, b in CODE.findall(FENCE.sub("", text)))]


@cache
def _programs():
    """Every program by its words, with its options."""
    found = {}
    for name, program in typer.main.get_command(app).commands.items():
        for inner, sub in getattr(program, "commands", {}).items():
            found[f"{name} {inner}"] = _options(sub)
        found[name] = _options(program)
    return found


def _options(program):
    return {o for p in program.params for o in (*p.opts, *p.secondary_opts) if o.startswith("--")} | {"--help"}


def _lines_of_the_program():
    for page in PAGES:
        for line in _code(page):
            for call in re.findall(r"(?:^|[\s/])factionwatch ((?!\.)[a-z-].*?)(?=$|[|>]| [(]|, )", line):
                yield page.name, call


def _program_of(call):
    words = [w for w in call.split() if re.fullmatch(r"[a-z][a-z-]*", w)]
    return next((name for name in (" ".join(words[:2]), *words[:1]) if name in _programs()), None)


def test_every_program_and_option_that_is_named_exists():
    """In the README and each page, with its options."""
    named = [(page, call) for page, call in _lines_of_the_program() if not call.startswith("--")]
    assert len(named) > 40
    for page, call in named:
        program = _program_of(call)
        assert program, (page, call)
        options = set(re.findall(r"(?<=\s)\[?(--[a-z-]+)", call))
        assert options <= _programs()[program], (page, call)


@pytest.mark.parametrize("program", sorted(_programs()))
def test_every_program_is_named(program):
    """Nobody has to find it by chance."""
    every = " ".join(_text(page) for page in PAGES)
    first, _, second = program.partition(" ")

    assert f"factionwatch {first}" in every or f"`{first}" in every
    assert not second or re.search(rf"\b{second}\b", every)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_chat_command_is_named(name):
    """With its slash."""
    assert any(re.search(rf"(?<![\w/])/{name}\b", line) for page in PAGES for line in _code(page))


def test_every_chat_command_that_is_named_exists():
    """What begins with a slash is a command, where it is no path."""
    paths = {"factionwatch", "fw", "invite", "data", "healthz", "metrics", "slack", "feed", "opt", "etc", "var"}
    for page in PAGES:
        for line in _code(page):
            for name in re.findall(r"^/([a-z]+)(?![\w/.-])", line):
                assert name in commands() or name in paths, (page.name, line)


def test_every_setting_that_is_named_exists_and_every_one_is_explained():
    """All of them stand in the table of operating.md, with their defaults."""
    known = {field.alias for field in Settings.model_fields.values()}
    for page in PAGES:
        assert set(SETTING.findall(_text(page))) - known <= ELSEWHERE, page.name
    rows = re.findall(r"^\| (`[^|]+) \| ([^|]*)\|", _text(TOP / "docs" / "operating.md"), re.MULTILINE)
    explained = {name: default for cell, default in rows for name in SETTING.findall(cell)} | dict.fromkeys(
        name for cell, _ in rows for name in re.findall(r"`(DISCORD_TOKEN)`", cell)
    )
    assert known <= set(explained)
    for field in Settings.model_fields.values():
        default = str(field.default)
        if isinstance(field.default, str | int) and default and field.alias not in ("FACTIONWATCH_LOG",):
            assert f"`{default}`" in str(explained[field.alias]), field.alias


def test_every_link_between_pages_leads_somewhere():
    """To a file that is there."""
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", _text(page)):
            if "://" not in target and not target.startswith("#"):
                assert (page.parent / target.partition("#")[0]).exists(), (page.name, target)


def test_every_file_that_is_named_exists():
    """Paths into the project, files and folders."""
    folders = "bot|store|feeds|intel|model|tests|docs|benchmarks|examples"
    for page in PAGES:
        for line in _code(page):
            for path in re.findall(rf"(?<![\w/.-])(?:{folders})/[\w/.-]*", line):
                wanted = path.rstrip(".")
                assert (TOP / wanted).exists() or page.name == "design-notes.md", (page.name, path)


def test_every_page_can_be_reached_from_the_readme():
    """One click away."""
    for page in (TOP / "docs").glob("*.md"):
        assert f"docs/{page.name}" in _text(TOP / "README.md")


def test_every_target_of_make_is_named_and_exists():
    """In one page or another."""
    declared = re.search(r"^\.PHONY: (.*)$", (TOP / "Makefile").read_text(), re.MULTILINE)[1].split()
    named = {name for page in PAGES for line in _code(page) for name in re.findall(r"\bmake ([a-z][a-z-]*)", line)}

    assert named == set(declared)


def test_metrics_are_those_that_are_served():
    """By name."""
    source = (TOP / "bot" / "jobs" / "health.py").read_text(encoding="utf-8")
    served = set(re.findall(r'"(factionwatch_[a-z_]+)"', source))
    named = set(re.findall(r"factionwatch_[a-z_]+", _text(TOP / "docs" / "operating.md")))

    assert {n.removesuffix("_total") for n in named} == {s.removesuffix("_total") for s in served}


def test_the_example_of_a_new_actor_works():
    """The file is read beside the packed one, and its names are found."""
    (example,) = re.findall(r"<!-- checked -->\n```yaml\n(.*?)^```", _text(TOP / "docs/actors.md"), re.M | re.S)
    roster = parse_roster([("actors.yaml", packed("actors.yaml")), ("actors-own.yaml", example)])
    names = NameFinder(roster)

    for text in ("Zebra Wing claims drone attack near Erbil", "ZWB vows attacks in Iraq"):
        assert names.find(Document(title=text)).actors == ("zebra-wing",), text
    assert names.find(Document(title="ZWB shares rise in Tokyo")).actors == ()


def test_the_container_example_holds_together():
    """It builds this folder, keeps the store in a volume, and reads no setting that is unknown."""
    made = yaml.safe_load((TOP / "examples/docker-compose.yml").read_text())
    service = made["services"]["factionwatch"]

    assert (TOP / "examples" / service["build"] / "Dockerfile").exists()
    assert service["volumes"] == ["factionwatch:/data"]
    assert set(service["environment"]) <= {f.alias for f in Settings.model_fields.values()}
    assert "factionwatch" in made["volumes"]


def test_the_unit_holds_together():
    """It starts our program with what it needs to write, and not again where the configuration is wrong."""
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read_string((TOP / "examples/factionwatch.service").read_text())
    service = unit["Service"]

    assert service["ExecStart"].endswith("/factionwatch run")
    assert service["ProtectSystem"] == "strict"
    assert Path(service["WorkingDirectory"]).name == service["StateDirectory"]
    assert service["RestartPreventExitStatus"] == "2"
