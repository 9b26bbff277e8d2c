"""`mixgraph`: finds the command, runs it, and turns errors into one line, a hint and an exit code."""

import contextlib
import errno
import importlib
import os
import sys
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click
from click.core import ParameterSource

from cli.configuration import PREFIX, SHARED, Configuration, long_name, variable
from cli.talk import Talk
from model.errors import MixgraphError

# one file a command; a file is imported when its command is asked for
COMMANDS = {
    "demo": "cli.demo",
    "db": "cli.db",
    "crawl": "cli.crawl",
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
    "replica": "cli.replica",
    "sources": "cli.sources",
    "forget": "cli.forget",
    "duplicates": "cli.duplicates",
    "merge": "cli.merge",
    "status": "cli.status",
    "runs": "cli.runs",
    "doctor": "cli.doctor",
    "config": "cli.config",
    "completion": "cli.completion",
}

# with a broken configuration file these work all the same: they are what tells and mends it
FORGIVING = frozenset({"config", "doctor", "completion"})

# the commands that change the graph, or write models or adjacencies: `mixgraph runs` lists them
RECORDED = frozenset(
    {
        "crawl",
        "db load",
        "db migrate",
        "db reset",
        "demo",
        "export",
        "export graph",
        "features",
        "fit",
        "forget",
        "import",
        "merge",
        "publish",
        "train",
    }
)

INTERRUPTED = 130
COMPLETION = "_MIXGRAPH_COMPLETE"  # set by the script of `mixgraph completion` when it asks


def _shared_options() -> list[click.Option]:
    return [
        click.Option(
            ["-q", "--quiet"], is_flag=True, expose_value=False, callback=_set("quiet"), help="No talk, only data."
        ),
        click.Option(
            ["-v", "--verbose"], is_flag=True, expose_value=False, callback=_set("verbose"), help="More talk."
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            expose_value=False,
            callback=_set("debug"),
            help="What is done and how long it takes, and tracebacks of errors.",
        ),
    ]


def _set(name: str) -> Any:
    def callback(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not context.resilient_parsing:
            talk = context.ensure_object(Talk)
            setattr(talk, name, True)
            if name == "debug":
                from cli import debug_log

                debug_log.begin(talk.arguments)

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
        _equip((cmd_name,), command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was asked for, with the user's configuration as its defaults; raises InputUnusable."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and command is not None and not ctx.resilient_parsing:
            try:
                defaults = Configuration.of_user(self).defaults(name, command)
            except MixgraphError:
                if name not in FORGIVING:
                    raise
            else:
                ctx.default_map = {name: _without_variables(ctx, defaults)}
        return name, command, rest


def _equip(names: tuple[str, ...], command: click.Command) -> None:
    """Give a command what all have: the shared options, variables of its options' own names, its place in the run log."""
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            _equip((*names, name), each)
        if not command.invoke_without_command:
            return
    if any(option.name == "debug" for option in command.params):
        return  # it is equipped
    command.params += _shared_options()
    for option in command.params:
        if isinstance(option, click.Option) and long_name(option) != option.name:
            option.envvar = variable(names, long_name(option))
    if " ".join(names) in RECORDED and command.callback is not None:
        command.callback = _recorded(" ".join(names), command.callback)


def _recorded(name: str, callback: Callable[..., Any]) -> Callable[..., Any]:
    """The callback, after its start was written into the run log; `main` writes the end, where the exit code is known."""

    @wraps(callback)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        from cli.run_log import Run

        context = click.get_current_context()
        talk = context.ensure_object(Talk)
        # what writes nothing is no run, and a group whose command runs leaves that to it
        if not context.params.get("dry_run") and not context.invoked_subcommand:
            talk.run = Run(name, talk.arguments, context.params)
        return callback(*arguments, **options)

    return wrapped


def _without_variables(context: click.Context, defaults: dict[str, Any]) -> dict[str, Any]:
    # MIXGRAPH_QUIET=0 goes before `quiet = true` in the file
    said = [name for name in SHARED if context.get_parameter_source(name) is ParameterSource.ENVIRONMENT]
    return {
        name: _without_variables(context, value) if isinstance(value, dict) else value
        for name, value in defaults.items()
        if name not in said
    }


@click.group(cls=Program, params=_shared_options(), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mixgraph", message="%(prog)s %(version)s")
def program() -> None:
    """One song in, the songs that mix well with it out, learned from who sampled whom.

    Data goes to stdout, talk to stderr. `mixgraph demo` shows the whole way.
    """


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run mixgraph and exit with the code of the outcome (the tree in graph.errors)."""
    talk = Talk(sys.argv[1:] if arguments is None else arguments)
    began = time.monotonic()
    if COMPLETION in os.environ:
        from cli.shells import complete

        sys.exit(complete(program, COMPLETION))
    code = _outcome(talk)
    if talk.run is not None:
        talk.run.end(code, talk.failure if code else talk.outcome)
    if talk.debug:
        from cli import debug_log

        debug_log.end(code, time.monotonic() - began)
    sys.exit(code)


def _outcome(talk: Talk) -> int:
    """Run the command and say what went wrong; gives the exit code."""
    try:
        # click gives back the code of context.exit
        code: int = (
            program.main(
                list(talk.arguments), prog_name="mixgraph", standalone_mode=False, obj=talk, auto_envvar_prefix=PREFIX
            )
            or 0
        )
        sys.stdout.flush()
        return code
    except click.ClickException as error:  # usage: click says it well
        error.show()
        talk.failure = error.format_message()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        talk.error("interrupted")
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click turns the first into the second
        return _reader_left()
    except MixgraphError as error:
        if error.migrates and _migrated(talk, error):
            return _outcome(talk)  # the command that was asked for, on a graph of this version
        _debug(talk)
        talk.error(str(error), error.hint)
        for number, hit in enumerate(getattr(error, "candidates", ()), start=1):
            talk.error_detail(
                f"{number}. {hit.artist_credit} – {hit.title}{f' ({hit.year})' if hit.year else ''}   {hit.song_id}"
            )
        return error.exit_code
    except OSError as error:
        if error.errno == errno.EPIPE:
            return _reader_left()
        _debug(talk)
        hint = "free some space and run it again; nothing half-written stands" if error.errno == errno.ENOSPC else ""
        talk.error(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", hint)
        return 1
    except Exception as error:
        _debug(talk)
        talk.error(f"{type(error).__name__}: {error}", "this is a fault of mixgraph; --debug shows where")
        return 1


def _migrated(talk: Talk, error: MixgraphError) -> bool:
    """Ask whether the graph shall be brought to this version, and do it."""
    if not talk.consents(f"{str(error).capitalize()}. Bring it to this version now? What is in it stays.", yes=False):
        return False
    from cli.migrating import migrate_graph

    if talk.run is not None:  # it begins again, and is recorded again
        talk.run.end(error.exit_code, str(error))
        talk.run = None
    migrate_graph(talk)
    return True


def _debug(talk: Talk) -> None:
    if talk.debug:
        from cli import debug_log

        debug_log.traceback()


def _reader_left() -> int:
    # the reader of a pipe has enough (`| head`): no error, and none from Python's last flush either
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    main()
