"""Stores into files and back, on real servers; what a broken file, a full disk or a kill leaves behind."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from graph.errors import GraphEmpty, InputUnusable, ServerUnavailable
from graph.server import local
from graph.server.dump import check_dump
from graph.server.ending import restore_replaced
from graph.server.home import ServerHome

STORED = Path(__file__).parents[1] / "stored" / "schema_1.dump"


def songs(opened, state: local.ServerState) -> int:
    count: int = opened(state).execute_query("MATCH (s:Song) RETURN count(s)", database_="neo4j").records[0][0]
    return count


def test_a_file_holds_the_database_and_gives_it_back(home: ServerHome, opened, tmp_path: Path) -> None:
    with pytest.raises(GraphEmpty):
        local.dump(tmp_path / "none.dump")
    assert list(tmp_path.iterdir()) == []
    state = local.start(stay=True)
    opened(state).execute_query("UNWIND range(1, 40) AS i CREATE (:Song {song_id: toString(i)})", database_="neo4j")
    opened(state).execute_query(
        "CREATE USER guest SET PASSWORD 'something long' CHANGE NOT REQUIRED", database_="system"
    )

    target = tmp_path / "graph.dump"
    local.dump(target)
    check_dump(target)
    assert {path.name for path in tmp_path.iterdir()} == {"graph.dump", home.path.parent.name}
    again = local.status()
    assert again is not None
    assert again.java != state.java
    assert home.stay_file.exists()
    assert songs(opened, again) == 40

    opened(again).execute_query("MATCH (s:Song) DELETE s", database_="neo4j")
    local.load(target)
    loaded = local.status()
    assert loaded is not None
    assert loaded.password == state.password
    assert songs(opened, loaded) == 40
    with GraphDatabase.driver(loaded.bolt_uri, auth=("guest", "something long")) as guest:
        guest.verify_connectivity()  # users are not part of a graph
    local.stop()
    assert not (home.path / "loading").exists()
    assert not home.replaced.exists()

    # a server that was killed leaves a store that wants to recover first
    state = local.start()
    opened(state).execute_query("CREATE (:Song {song_id: 'late'})", database_="neo4j")
    os.kill(state.java, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while home.supervisor() is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    local.dump(target)
    local.reset()
    local.load(target)
    assert local.status() is None
    assert songs(opened, local.start()) == 41


def test_a_file_that_is_broken_changes_nothing(home: ServerHome, opened, tmp_path: Path) -> None:
    state = local.start()
    opened(state).execute_query("CREATE (:Song {song_id: 'ours'})", database_="neo4j")
    whole = STORED.read_bytes()
    middle = len(whole) // 2
    broken = {
        "cut off": whole[:middle],
        "flipped": whole[:middle] + bytes(255 - byte for byte in whole[middle : middle + 300]) + whole[middle + 300 :],
        "beginning only": whole[:4],
        "empty": b"",
        "text": b"artist\ttitle\n",
    }
    for what, content in broken.items():
        source = tmp_path / f"{what}.dump"
        source.write_bytes(content)
        with pytest.raises(InputUnusable) as caught:
            local.load(source)
        assert str(source) in str(caught.value)
        assert "\n" not in str(caught.value)
    for source in (tmp_path / "nowhere.dump", tmp_path):
        with pytest.raises(InputUnusable):
            local.load(source)

    def refuse(_: local.ServerState) -> None:
        raise InputUnusable("not ours")

    with pytest.raises(InputUnusable, match="not ours"):
        local.load(STORED, check=refuse)
    assert local.status() == state  # nobody even stopped it
    assert songs(opened, state) == 1
    assert not (home.path / "loading").exists()


DUMP = "import sys; from pathlib import Path; from graph.server import local; local.dump(Path(sys.argv[1]))"
LOAD = (
    "import sys; from pathlib import Path; from graph.server import local; local.load(Path(sys.argv[1]), check=print)"
)


def test_a_full_disk_leaves_the_old_file_and_the_store(home: ServerHome, opened, tmp_path: Path) -> None:
    state = local.start()
    # more than Java's own temporary files, which the limit below lets through
    fill = "UNWIND range(1, 1500) AS i CREATE (:Song {text: reduce(t = '', j IN range(1, 20) | t + randomUUID())})"
    opened(state).execute_query(fill, database_="neo4j")
    local.stop()
    target = tmp_path / "graph.dump"
    target.write_bytes(b"old")
    limit = 400_000
    dumping = subprocess.run(
        [sys.executable, "-c", DUMP, target],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert dumping.returncode == 1
    assert "could not be dumped" in dumping.stderr
    assert target.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {"graph.dump", home.path.parent.name}
    local.dump(target)
    assert target.stat().st_size > limit
    assert songs(opened, local.start()) == 1500


@pytest.mark.parametrize(("code", "seconds"), [(DUMP, 1.0), (LOAD, 2.5)])
def test_a_kill_leaves_the_store_and_the_same_command_goes_on(
    home: ServerHome, opened, tmp_path: Path, code: str, seconds: float
) -> None:
    local.load(STORED)
    target = tmp_path / "graph.dump"
    if code == LOAD:
        target.write_bytes(STORED.read_bytes())
    with subprocess.Popen([sys.executable, "-c", code, target], stdout=subprocess.DEVNULL) as killed:
        time.sleep(seconds)
        killed.kill()
    assert code == LOAD or not target.exists() or target.read_bytes()[:4] == b"DZV1"
    if code == DUMP:
        local.dump(target)
    local.load(target)
    assert songs(opened, local.start()) == 33


def test_a_change_of_stores_that_was_cut_short_is_finished(tmp_path: Path) -> None:
    home = ServerHome(tmp_path)
    (home.replaced / "databases" / "old").mkdir(parents=True)
    (home.data / "dbms").mkdir(parents=True)  # no store: what a start that was too early might have left
    restore_replaced(home)
    assert (home.data / "databases" / "old").is_dir()
    assert not home.replaced.exists()

    (home.replaced / "databases" / "old").mkdir(parents=True)
    (home.data / "databases" / "new").mkdir()
    restore_replaced(home)
    assert (home.data / "databases" / "new").is_dir()
    assert not home.replaced.exists()
    restore_replaced(home)
    assert (home.data / "databases" / "new").is_dir()


def test_a_start_and_a_reset_finish_it_too(home: ServerHome, opened) -> None:
    local.load(STORED)
    home.data.rename(home.replaced)
    assert songs(opened, local.start()) == 33
    local.stop()
    home.data.rename(home.replaced)
    local.reset()
    assert not home.replaced.exists()
    assert not home.data.exists()


def test_a_folder_that_cannot_be_written_to_stops_no_server(home: ServerHome, tmp_path: Path) -> None:
    state = local.start()
    with pytest.raises(OSError, match="No such file"):
        local.dump(tmp_path / "nowhere" / "graph.dump")
    assert local.status() == state


def test_a_database_that_neo4j_cannot_read_is_said(home: ServerHome, tmp_path: Path) -> None:
    local.load(STORED)
    (home.data / "databases" / "neo4j" / "neostore").write_bytes(b"")
    with pytest.raises(ServerUnavailable, match=r"could not be dumped|did not start"):
        local.dump(tmp_path / "graph.dump")
    assert not (tmp_path / "graph.dump").exists()
