"""Ends of a local server: a stop that was asked for, a Neo4j whose supervisor was killed, a store that is deleted."""

import os
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil
from filelock import FileLock

from graph.errors import ServerUnavailable
from graph.server.home import ServerHome

STOP_SECONDS = 90.0  # the last write of a large store, and once the class archive
KILLED_SECONDS = 10.0
LOOK_SECONDS = 0.02


def stop_server(home: ServerHome) -> bool:
    """Stop the server of this folder, also one that is just starting; False if there was none."""
    supervisor = home.supervisor()
    if supervisor is None:
        return end_left_over(home)
    deadline = time.monotonic() + STOP_SECONDS
    asked = 0
    while (supervisor := home.supervisor()) is not None:
        if supervisor and supervisor != asked:
            with suppress(ProcessLookupError):
                os.kill(supervisor, signal.SIGTERM)
            asked = supervisor
        if time.monotonic() > deadline:
            _kill(home, supervisor)
            break
        time.sleep(LOOK_SECONDS)
    home.stay_file.unlink(missing_ok=True)
    return True


def _kill(home: ServerHome, supervisor: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(supervisor, signal.SIGKILL)
    end_left_over(home)
    deadline = time.monotonic() + KILLED_SECONDS
    while home.supervisor() is not None:
        if time.monotonic() > deadline:
            raise ServerUnavailable(f"the local Neo4j does not stop (process {supervisor})")
        time.sleep(LOOK_SECONDS)


def end_left_over(home: ServerHome) -> bool:
    """End a Neo4j that runs in this folder though its supervisor is dead; False if there is none.

    It is ours if number and time of creation are those that its supervisor wrote down, and it works in this folder.
    """
    last = home.last_state()
    if last is None:
        return False
    try:
        java = psutil.Process(last.java)
        ours = abs(java.create_time() - last.java_created) < 2 and f"--home-dir={home.path}" in java.cmdline()
        if ours:
            java.terminate()
            try:
                java.wait(STOP_SECONDS)
            except psutil.TimeoutExpired:
                java.kill()
                java.wait(KILLED_SECONDS)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        ours = False
    home.state_file.unlink(missing_ok=True)
    return ours


def reset_server(home: ServerHome) -> None:
    """Stop the server and delete its store; password and logs stay."""
    if not home.path.exists():
        return
    with FileLock(home.start_lock):
        restore_replaced(home)
        stop_server(home)
        # out of the way in one step first: a store of which a part is deleted would be worse than either
        aside = home.path / f"{home.data.name}.deleted"
        shutil.rmtree(aside, ignore_errors=True)
        with suppress(FileNotFoundError):
            home.data.rename(aside)
        _delete(aside)


def restore_replaced(home: ServerHome) -> None:
    """Finish a change of stores, also one that a crash cut short; the start lock is held.

    The new store comes under its name by one rename: if it is there, the old one can go, and if not, the old one is put back.
    """
    if not home.replaced.exists():
        return
    if (home.data / "databases").exists():
        shutil.rmtree(home.replaced)
    else:
        shutil.rmtree(home.data, ignore_errors=True)
        home.replaced.rename(home.data)


def _delete(folder: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
