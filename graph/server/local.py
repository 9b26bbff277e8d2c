"""The Neo4j that mixgraph brings along: start, stop, status, reset, dump, load.

A server that is up is found in a millisecond; what a start needs is imported when a start is needed.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.server.home import ServerHome, ServerState
from graph.server.progress import Progress, Silent

__all__ = ["IDLE_SECONDS", "Progress", "ServerState", "dump", "load", "reset", "start", "status", "stop"]

IDLE_SECONDS = 30 * 60.0

log = logging.getLogger("mixgraph.server")


def status() -> ServerState | None:
    """The server that is up, or None."""
    return ServerHome.of_user().state()


def start(progress: Progress | None = None, *, stay: bool = False, idle_seconds: float = IDLE_SECONDS) -> ServerState:
    """The server, started if it is not up, and fetched if it never was.

    `stay` keeps it up until `stop`; else it stops after `idle_seconds` without a connection. A server that is up keeps the
    seconds it was started with. Raises ServerUnavailable when it cannot be fetched or started.
    """
    home = ServerHome.of_user()
    state = _in_use(home)
    if state is None:
        from graph.server.launch import launch

        log.debug("no local Neo4j is up: starting one in %s", home.path)
        state = launch(home, progress or Silent(), idle_seconds)
    log.debug("local Neo4j %s, up since %s, process %d", state.version, state.started_at, state.java)
    if stay:
        home.stay_file.touch()
    return state


def _in_use(home: ServerHome) -> ServerState | None:
    state = home.state()
    if state is not None:
        try:
            # the supervisor, about to stop for want of work, sees this and stays
            os.utime(home.state_file)
        except FileNotFoundError:
            return None
    return state


def stop() -> bool:
    """Stop the server and wait until it is gone; False if there was none."""
    from graph.server.ending import stop_server

    return stop_server(ServerHome.of_user())


def reset() -> None:
    """Stop the server and delete its store: the next start gives an empty one, with the same password."""
    from graph.server.ending import reset_server

    reset_server(ServerHome.of_user())


def dump(target: Path, progress: Progress | None = None) -> None:
    """Write the database into a file, whole or not at all; a server that was up is stopped meanwhile."""
    from graph.server.dump import dump_store

    with _up_again(progress):
        dump_store(ServerHome.of_user(), target, progress or Silent())


def load(source: Path, progress: Progress | None = None, check: Callable[[ServerState], None] | None = None) -> None:
    """Replace the database by that of a dump file once `check` has found nothing wrong with it; users and passwords stay.

    A server that was up is up again afterwards. Raises InputUnusable, and leaves the database as it was, when the file cannot
    be loaded.
    """
    from graph.server.dump import load_store

    with _up_again(progress):
        load_store(ServerHome.of_user(), source, progress or Silent(), check)


@contextmanager
def _up_again(progress: Progress | None) -> Iterator[None]:
    home = ServerHome.of_user()
    up, stay = home.state() is not None, home.stay_file.exists()
    try:
        yield
    finally:
        if up:
            start(progress, stay=stay)
