"""The program as a whole: what it imports, its help, its exit codes, its errors in one line."""

import subprocess
import sys
from collections.abc import Callable

import click
import pytest

from cli.checks.installation import foreign_owners
from cli.main import COMMANDS, program
from cli.talk import printable
from tests.conftest import Ran

HEAVY = {
    "pyspark",
    "pandas",
    "scrapy",
    "neo4j",
    "numpy",
    "pyarrow",
    "rich",
    "networkx",
    "pyvis",
    "jgo",
    "scipy",
    "numba",
}


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(program)
    found: list[tuple[str, click.Command]] = []
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += [(f"{name} {each}", command.commands[each]) for each in command.commands]
        else:
            found.append((name, command))
    return found


@pytest.mark.parametrize(
    "arguments", [["--help"], ["recommend", "--help"], ["train", "--help"], ["db", "--help"], ["config", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys, contextlib\nfrom cli.main import main\nwith contextlib.suppress(SystemExit): main(sys.argv[1:])\n"
    )
    code += "print('IMPORTED', *sys.modules)"
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    imported = {name.partition(".")[0] for name in run.stdout.rpartition("IMPORTED")[2].split()}
    assert not imported & HEAVY
    assert "Usage: mixgraph" in run.stdout


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_has_help_with_an_example(name: str, command: click.Command) -> None:
    assert command.help
    assert "Example:" in command.help
    assert f"mixgraph {name}" in command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.name}"


@pytest.mark.parametrize(("name", "command"), commands())
def test_the_shared_options_stand_with_every_command(name: str, command: click.Command) -> None:
    assert {"debug", "quiet", "verbose"} <= {option.name for option in command.params}


def test_every_command_is_in_the_readme_or_its_docs() -> None:
    from pathlib import Path

    root = Path(__file__).parents[2]
    text = (root / "README.md").read_text() + "".join(path.read_text() for path in (root / "docs").glob("*.md"))
    assert [name for name in COMMANDS if f"mixgraph {name}" not in text] == []


def test_usage_errors_are_2(mixgraph: Callable[..., Ran]) -> None:
    for arguments in (
        ["nonsense"],
        ["recommend"],
        ["recommend", "x", "--limit", "0"],
        ["recommend", "x", "--bpm", "abc"],
    ):
        ran = mixgraph(*arguments)
        assert (ran.code, ran.out) == (2, ""), arguments
        assert "Traceback" not in ran.err
    assert mixgraph("recommend", "x", "--key", "H#").code == 2
    assert mixgraph("recommend", "--bpm", "nan").code == 2
    assert mixgraph("recommend", "x", "--year", "1999-1990").code == 2


def test_no_package_of_ours_is_owned_twice() -> None:
    assert foreign_owners() == {}


def test_terminal_escapes_are_not_printed() -> None:
    assert printable("a\x1b[31mb\x9bc\nd\x7f") == "a [31mb c d "
