"""`mixgraph db`: the local Neo4j and its Browser."""

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
