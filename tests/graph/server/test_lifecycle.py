"""Starts, stops and violent ends; each with a real Neo4j."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from graph.errors import ServerUnavailable
from graph.server import local
from graph.server.home import ServerHome

START = [sys.executable, "-c", "from graph.server import local; print(local.start())"]


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def servers_in(home: ServerHome) -> list[int]:
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if f"--home-dir={home.path}" in (process.info["cmdline"] or ())
    ]


def test_starters_at_once_make_one_server_and_data_outlives_stops_but_not_resets(home: ServerHome, opened) -> None:
    # one is killed as soon as the server is on its way, two more come at the same time
    with subprocess.Popen(START, stdout=subprocess.DEVNULL) as killed:
        wait_for(home.supervisor)
        killed.kill()
    starters = [subprocess.Popen(START, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = {starter.communicate(timeout=120)[0] for starter in starters}
    state = local.status()
    assert state is not None
    assert answers == {f"{state}\n"}
    assert servers_in(home) == [state.java]

    opened(state).execute_query("CREATE (:Song {title: 'Think'})", database_="neo4j")
    assert local.stop() is True
    assert home.console_log.read_text().rstrip().endswith("Stopped.")
    assert (local.status(), servers_in(home), local.stop()) == (None, [], False)

    again = local.start()
    assert again.password == state.password
    rows = opened(again).execute_query("MATCH (s:Song) RETURN s.title", database_="neo4j").records
    assert [row[0] for row in rows] == ["Think"]

    local.reset()
    assert (local.status(), servers_in(home), home.data.exists()) == (None, [], False)
    empty = local.start(stay=True)
    assert empty.password == state.password
    assert opened(empty).execute_query("MATCH (n) RETURN count(n)", database_="neo4j").records[0][0] == 0
    assert home.stay_file.exists()
    local.stop()
    assert not home.stay_file.exists()


def test_killed_processes_leave_nothing_behind(home: ServerHome, ended) -> None:
    first = local.start()
    os.kill(first.supervisor, signal.SIGKILL)
    assert ended(first.supervisor)
    assert local.status() is None
    second = local.start()
    assert ended(first.java)
    assert servers_in(home) == [second.java]

    os.kill(second.java, signal.SIGKILL)
    assert ended(second.supervisor)
    assert local.status() is None
    assert not home.state_file.exists()
    assert "ended by itself (-9)" in home.console_log.read_text()


def test_it_stops_when_nobody_is_connected(home: ServerHome, opened, ended) -> None:
    state = local.start(idle_seconds=0.8)
    with opened(state) as driver:
        driver.verify_connectivity()
        home.state_file.unlink()  # this is put right
        assert not ended(state.supervisor, seconds=2)
        assert local.status() == state
    for _ in range(8):  # commands that come and go between two looks at the connections
        assert local.start() == state
        assert not ended(state.supervisor, seconds=0.2)
    assert ended(state.supervisor)
    assert servers_in(home) == []
    assert "nobody was connected" in home.console_log.read_text()


def test_a_start_that_fails_says_why_in_one_line(home: ServerHome) -> None:
    store_lock = home.data / "databases" / "store_lock"
    store_lock.parent.mkdir(parents=True)
    home.password_file.write_text("a password\n")
    with store_lock.open("w") as other:
        fcntl.lockf(other, fcntl.LOCK_EX)
        with pytest.raises(ServerUnavailable) as caught:
            local.start()
    assert "Lock file has been locked by another process" in str(caught.value)
    assert str(home.console_log) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "NEO4J_URI" in caught.value.hint
    assert (local.status(), servers_in(home)) == (None, [])


PORTS_THAT_ARE_TAKEN = """
import socket, sys
from graph.server import supervisor
from graph.server.configuration import Ports, free_ports
from graph.server.home import ServerHome
from graph.server.jars import JarFolder
taken = socket.create_server(("127.0.0.1", 0))
tries = iter([Ports(taken.getsockname()[1], free_ports().http), free_ports()])
home = ServerHome.of_user()
assert supervisor._take_running_lock(home)
home.running_lock.write_text(str(supervisor.os.getpid()))
sys.exit(supervisor.Supervisor(home, JarFolder.of_lock(), 4, lambda: next(tries)).run())
"""


def test_ports_that_are_taken_are_replaced_and_a_server_whose_folder_is_deleted_stops(home: ServerHome, ended) -> None:
    home.console_log.parent.mkdir(parents=True)
    with home.console_log.open("wb") as console:
        supervisor = subprocess.Popen([sys.executable, "-c", PORTS_THAT_ARE_TAKEN], stderr=console)
    with supervisor:
        wait_for(local.status)
        assert home.console_log.read_bytes().count(b"Address already in use") >= 1
        state = local.status()
        home.path.rename(home.path.with_name("deleted"))
        assert local.status() is None
    assert supervisor.returncode == 0
    assert ended(state.java)
    assert not home.state_file.exists()


@pytest.fixture
def left_over() -> Iterator[Callable[[Path], int]]:
    """Processes that look like a Neo4j in that folder."""
    started: list[subprocess.Popen[bytes]] = []

    def left_over(folder: Path) -> int:
        command = [sys.executable, "-c", "import time; time.sleep(600)", f"--home-dir={folder}"]
        started.append(subprocess.Popen(command))
        return started[-1].pid

    yield left_over
    for process in started:
        process.kill()
        process.wait()


def test_a_left_over_neo4j_is_ended_but_no_other_process(
    home: ServerHome, tmp_path: Path, left_over: Callable[[Path], int], ended
) -> None:
    def stop_what_was_written_down(java: int, created: float) -> bool:
        home.write_state(local.ServerState("5", 1, 2, "neo4j", "secret", 1, java, created, "", ready=True))
        return local.stop()

    home.path.mkdir(parents=True)
    ours, other = left_over(home.path), left_over(tmp_path)
    created = psutil.Process(ours).create_time()
    assert stop_what_was_written_down(other, psutil.Process(other).create_time()) is False
    assert stop_what_was_written_down(ours, created - 3600) is False  # the number was another process's once
    assert psutil.pid_exists(ours)
    assert stop_what_was_written_down(ours, created) is True
    assert ended(ours)
    assert psutil.Process(other).status() != psutil.STATUS_ZOMBIE
    assert not home.state_file.exists()
