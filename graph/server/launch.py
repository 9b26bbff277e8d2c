"""A start of the local server: jars, password, supervisor, and the wait until it is ready or says why not."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from filelock import FileLock, Timeout

import graph
from graph.errors import ServerUnavailable
from graph.server.account import password_of
from graph.server.configuration import shipped
from graph.server.ending import restore_replaced
from graph.server.home import ServerHome, ServerState
from graph.server.jars import LOCK, JarFolder, fetch
from graph.server.progress import Progress

LOOK_SECONDS = 0.02
WAIT_SECONDS = 400.0  # more than the supervisor allows a Neo4j to stop and another to start
STACK = re.compile(r"\s+at |\s+\.\.\. \d+ more|Traceback |  File |\s*\^+\s*$|\s*$")
SURROUNDINGS = re.compile(r"^(Caused by: |\S+ \S+ +(INFO|WARN|ERROR) +)*(([\w$]+\.)+[\w$]+: )*")


def launch(home: ServerHome, progress: Progress, idle_seconds: float) -> ServerState:
    """Start the server unless somebody else just does; either way, give its state once it is ready."""
    make_folders(home)
    lock = FileLock(home.start_lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress.tell("another mixgraph is starting the server: waiting for it")
        lock.acquire()
    try:
        # somebody may have started it while we waited, or been interrupted while it was starting
        state = _wait(home)
        if state is None:
            shipped()
            restore_replaced(home)
            password_of(home)
            _check_path(JarFolder.of_lock().path)
            fetch(progress)
            with progress.step("starting Neo4j"):
                _spawn(home, idle_seconds)
                state = _wait(home)
    finally:
        lock.release()
    if state is None:
        raise ServerUnavailable(f"Neo4j did not start: {reason(home.console_log)} (log: {home.console_log})")
    return state


def make_folders(home: ServerHome) -> None:
    """The folder of a server and of its logs, for this user only."""
    try:
        home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home.path / "logs").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ServerUnavailable(f"could not make {home.path}: {error.strerror}", hint="set MIXGRAPH_HOME") from error


def _check_path(jars: Path) -> None:
    if os.pathsep in str(jars):
        raise ServerUnavailable(
            f"Java cannot run jars from a folder with {os.pathsep!r} in its name: {jars}",
            hint="set MIXGRAPH_CACHE to another folder",
        )


def _spawn(home: ServerHome, idle_seconds: float) -> None:
    log = home.console_log
    if log.exists():
        log.replace(log.with_suffix(".previous.log"))
    # our packages, wherever they are imported from here, and nothing of the working folder (-P)
    paths = [str(Path(graph.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    with log.open("ab") as console:
        subprocess.run(
            [sys.executable, "-P", "-m", "graph.server.supervisor", home.path, LOCK, str(idle_seconds)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            cwd=home.path,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            start_new_session=True,
            check=False,  # the supervisor writes why into its log
        )


def _wait(home: ServerHome) -> ServerState | None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        state = home.state()
        if state is not None or home.supervisor() is None:
            return state
        if time.monotonic() > deadline:
            raise ServerUnavailable("the local Neo4j runs but does not say where", hint="run `mixgraph db stop`")
        time.sleep(LOOK_SECONDS)


def reason(log: Path) -> str:
    """Why a start failed, from its log: the deepest cause, else the last error, else the last thing said."""
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if not STACK.match(line)]
    for marks in (("Caused by:",), ("ERROR", "Exception", "Error:", "Failed:"), ("",)):
        found = [line for line in lines if any(mark in line for mark in marks)]
        if found:
            return SURROUNDINGS.sub("", found[-1]).strip()
    return "it said nothing"
