"""`mixgraph db`: the local Neo4j and its Browser."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from cli.talk import Talk

if TYPE_CHECKING:
    from graph.server.local import ServerState

show_password = click.option("--show-password", is_flag=True, help="Print the password too.")


@click.group("db")
def command() -> None:
    """The local Neo4j that mixgraph brings along, and Neo4j Browser.

    Commands that need the database start it themselves. It listens on this machine only, and stops after 30 minutes without
    a connection. With NEO4J_URI set, the database at that address is used instead and there is no local one.

    \b
    Example:
      mixgraph db browser
    """


@command.command("start")
@click.option("--stay", is_flag=True, help="Do not stop by itself: until `mixgraph db stop`.")
@show_password
@click.pass_obj
def start(talk: Talk, stay: bool, show_password: bool) -> None:
    """Start it, and fetch it first if it is not here yet.

    \b
    Example:
      mixgraph db start --stay
    """
    click.echo(_description(_started(talk, stay=stay), show_password))


@command.command("stop")
@click.pass_obj
def stop(talk: Talk) -> None:
    """Stop it.

    \b
    Example:
      mixgraph db stop
    """
    from graph.server import local

    _refuse_elsewhere()
    talk.note("Neo4j is stopped" if local.stop() else "Neo4j was not running")


@command.command("status")
@show_password
def status(show_password: bool) -> None:
    """Say whether it runs, and where.

    \b
    Example:
      mixgraph db status
    """
    from graph.connection import configured_address
    from graph.server import local

    elsewhere = configured_address()
    if elsewhere is not None:
        parts = urlsplit(elsewhere.uri)
        click.echo(f"NEO4J_URI is set: {parts.scheme}://{parts.netloc.rpartition('@')[2]} is used, not the local Neo4j")
        return
    state = local.status()
    click.echo("Neo4j is not running" if state is None else _description(state, show_password))


@command.command("browser")
@click.option("--open/--no-open", "opens", default=True, help="Open it in the web browser, or print its address only.")
@show_password
@click.pass_obj
def browser(talk: Talk, opens: bool, show_password: bool) -> None:
    """Open Neo4j Browser; starts the server if it is not running.

    \b
    Example:
      mixgraph db browser --show-password
    """
    import webbrowser

    state = _started(talk, stay=False)
    click.echo(_description(state, show_password))
    if opens and not webbrowser.open(state.browser_url):
        talk.note("no web browser was found: open the address above in one")


@command.command("reset")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def reset(talk: Talk, yes: bool) -> None:
    """Delete everything in the local database. The next start gives an empty one.

    \b
    Example:
      mixgraph db reset --yes
    """
    from graph.errors import DatabaseRefused
    from graph.server import local

    _refuse_elsewhere()
    if not talk.consents("Delete the songs, relations and recommendations of the local Neo4j?", yes):
        raise DatabaseRefused("nothing was deleted", hint="`--yes` answers the question")
    local.reset()
    talk.note("the local Neo4j is empty")


@command.command("migrate")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def migrate(talk: Talk, yes: bool) -> None:
    """Bring a graph that an older mixgraph made to this version; what is in it stays. Works on NEO4J_URI's database too.

    When it is interrupted, the same command goes on. `mixgraph db dump` keeps a copy first.

    \b
    Example:
      mixgraph db migrate --yes
    """
    from cli.migrating import migrate_graph
    from graph.errors import InputUnusable

    if not talk.consents("Bring the graph to this version?", yes):
        raise InputUnusable("nothing was migrated", "--yes answers the question")
    migrate_graph(talk)


@command.command("dump")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace a file of that name without asking.")
@click.pass_obj
def dump(talk: Talk, file: Path, yes: bool) -> None:
    """Write the local database into FILE, which is either whole or not there. A running server is stopped meanwhile.

    \b
    Example:
      mixgraph db dump before-cleaning.dump
    """
    from cli.server_progress import server_progress
    from graph.errors import InputUnusable
    from graph.server import local

    _refuse_elsewhere()
    if file.exists() and not file.is_file():
        raise InputUnusable(f"{file} is not a file", "a dump is written beside its place first, and then renamed")
    if not file.parent.is_dir():
        raise InputUnusable(f"there is no folder {file.parent}")
    if file.exists() and not talk.consents(f"Replace {file}?", yes):
        raise InputUnusable(f"{file} is there already", "`--yes` replaces it")
    local.dump(file, server_progress(talk))
    talk.note(f"{file}: {file.stat().st_size / 1e6:,.1f} MB")


@command.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def load(talk: Talk, file: Path, yes: bool) -> None:
    """Replace the local database by what `mixgraph db dump` wrote into FILE. User and password stay.

    The old database is there until the new one has been tried; a file that cannot be used changes nothing.

    \b
    Example:
      mixgraph db load before-cleaning.dump --yes
    """
    from cli.server_progress import server_progress
    from graph.errors import DatabaseRefused
    from graph.folders import journals_folder
    from graph.schema_setup import check_stored
    from graph.server import local
    from graph.server.dump import check_dump
    from graph.sources.journal import remove_journals

    _refuse_elsewhere()
    check_dump(file)
    if not talk.consents("Replace the songs, relations and recommendations of the local Neo4j?", yes):
        raise DatabaseRefused("nothing was replaced", hint="`--yes` answers the question")
    local.load(file, server_progress(talk), check_stored)
    remove_journals(journals_folder())  # else a long import would go on after what this graph does not hold
    talk.note(f"the local Neo4j holds what {file} held")


def _started(talk: Talk, *, stay: bool) -> "ServerState":
    from cli.server_progress import server_progress
    from graph.server import local

    _refuse_elsewhere()
    return local.start(server_progress(talk), stay=stay)


def _refuse_elsewhere() -> None:
    from graph.connection import configured_address
    from graph.errors import DatabaseRefused

    if configured_address() is not None:
        raise DatabaseRefused(
            "NEO4J_URI is set, so that database is used and there is no local one",
            hint="unset NEO4J_URI (also in .env) to use the local Neo4j",
        )


def _description(state: "ServerState", show_password: bool) -> str:
    return "\n".join(
        (
            f"Neo4j {state.version} is running since {state.started_at}",
            f"  Bolt      {state.bolt_uri}",
            f"  Browser   {state.browser_url}",
            f"  User      {state.username}",
            f"  Password  {state.password if show_password else '(--show-password shows it)'}",
        )
    )
