"""`mixgraph`: finds the command, runs it, and turns errors into one line, a hint and an exit code."""

import contextlib
import errno
import importlib
import os
import sys
from typing import Any, NoReturn

import click

from cli.talk import Talk
from model.errors import MixgraphError

# one file a command; a file is imported when its command is asked for
COMMANDS = {
    "demo": "cli.demo",
    "db": "cli.db",
    "import": "cli.import_relations",
    "features": "cli.features",
    "export": "cli.export",
    "fit": "cli.fit",
    "publish": "cli.publish",
    "train": "cli.train",
    "recommend": "cli.recommend",
    "search": "cli.search",
    "show": "cli.show",
    "network": "cli.network",
    "query": "cli.query",
    "status": "cli.status",
    "doctor": "cli.doctor",
}

INTERRUPTED = 130


def _shared_options() -> list[click.Option]:
    return [
        click.Option(
            ["-q", "--quiet"], is_flag=True, expose_value=False, callback=_set("quiet"), help="No talk, only data."
        ),
        click.Option(
            ["-v", "--verbose"], is_flag=True, expose_value=False, callback=_set("verbose"), help="More talk."
        ),
        click.Option(
            ["--debug"], is_flag=True, expose_value=False, callback=_set("debug"), help="Tracebacks of errors."
        ),
    ]


def _set(name: str) -> Any:
    def callback(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            setattr(context.ensure_object(Talk), name, True)

    return callback


class Program(click.Group):
    """The group of all commands, loaded one by one; every command takes the shared options, wherever they stand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click names it
        """The commands in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click names it
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        for each in (command, *(command.commands.values() if isinstance(command, click.Group) else ())):
            runs = not isinstance(each, click.Group) or each.invoke_without_command
            if runs and not any(option.name == "debug" for option in each.params):
                each.params += _shared_options()
        return command


@click.group(cls=Program, params=_shared_options(), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mixgraph", message="%(prog)s %(version)s")
def program() -> None:
    """One song in, the songs that mix well with it out, learned from who sampled whom.

    Data goes to stdout, talk to stderr. `mixgraph demo` shows the whole way.
    """


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run mixgraph and exit with the code of the outcome (the tree in graph.errors)."""
    talk = Talk()
    try:
        # click gives back the code of context.exit
        code = (
            program.main(
                arguments, prog_name="mixgraph", standalone_mode=False, obj=talk, auto_envvar_prefix="MIXGRAPH"
            )
            or 0
        )
        sys.stdout.flush()
    except click.ClickException as error:  # usage: click says it well
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        talk.error("interrupted")
        code = INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click turns the first into the second
        code = _reader_left()
    except MixgraphError as error:
        _debug(talk)
        talk.error(str(error), error.hint)
        for number, hit in enumerate(getattr(error, "candidates", ()), start=1):
            talk.error_detail(
                f"{number}. {hit.artist_credit} – {hit.title}{f' ({hit.year})' if hit.year else ''}   {hit.song_id}"
            )
        code = error.exit_code
    except OSError as error:
        if error.errno == errno.EPIPE:
            code = _reader_left()
        else:
            _debug(talk)
            hint = (
                "free some space and run it again; nothing half-written stands" if error.errno == errno.ENOSPC else ""
            )
            talk.error(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", hint)
            code = 1
    except Exception as error:
        _debug(talk)
        talk.error(f"{type(error).__name__}: {error}", "this is a fault of mixgraph; --debug shows where")
        code = 1
    sys.exit(code)


def _debug(talk: Talk) -> None:
    if talk.debug:
        import traceback

        traceback.print_exc()


def _reader_left() -> int:
    # the reader of a pipe has enough (`| head`): no error, and none from Python's last flush either
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    main()
