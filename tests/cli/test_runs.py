"""The run log: what is recorded, how it ends, and that it survives kills, torn lines and a full disk."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from cli import run_log
from cli.main import COMMANDS, RECORDED, program
from cli.run_log import Run, log_file, runs
from graph.connection import Database
from tests.conftest import Ran

ROOT = Path(__file__).parents[2]
Program = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, without a run."""
    monkeypatch.setenv("MIXGRAPH_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_changes_something_is_recorded() -> None:
    assert {"import", "features", "train", "fit", "publish", "export", "demo", "db reset"} <= RECORDED
    context = click.Context(program)
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command is not None
        leaves = command.commands.items() if isinstance(command, click.Group) else []
        for full, each in [(name, command), *((f"{name} {sub}", leaf) for sub, leaf in leaves)]:
            assert _is_recorded(each) == (full in RECORDED), full


def _is_recorded(command: click.Command) -> bool:
    return command.callback is not None and command.callback.__code__.co_filename.endswith("main.py")


def test_a_run_is_told_with_parameters_and_result(
    database: Database, mixgraph: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "list.tsv"
    table.write_text("relation\tartist\ttitle\tsource_artist\tsource_title\nsamples\tA\tB\tC\tD\n")
    assert mixgraph("import", table, "--source", "me").code == 0
    assert mixgraph("search", "b").code == 0  # reads only
    [run] = json.loads(mixgraph("runs", "--format", "json", "-n", "1").out)
    assert (run["command"], run["state"], run["exit_code"]) == ("import", "done", 0)
    assert run["arguments"] == ["import", str(table), "--source", "me"]
    assert run["result"].startswith("list.tsv: 1 rows; created 5: 2 songs")
    assert run["seconds"] > 0
    [shown] = json.loads(mixgraph("runs", "show", run["id"], "--format", "json").out)
    said = {"files": [str(table)], "source": "me", "rejects": None, "yes": False}
    assert {name: shown["parameters"][name] for name in said} == said
    told = mixgraph("runs", "show", run["id"][:5]).out
    assert "created 5: 2 songs" in told
    assert '"me"' in told


def test_a_command_of_a_group_is_one_run(database: Database, mixgraph: Program, tmp_path: Path) -> None:
    table = tmp_path / "list.tsv"
    table.write_text("relation\tartist\ttitle\tsource_artist\tsource_title\nsamples\tA\tB\tC\tD\n")
    assert mixgraph("import", table).code == 0
    assert mixgraph("import", table, "--dry-run").code == 0  # writes nothing
    assert mixgraph("export", "graph", tmp_path / "g.graphml").code == 0
    told = json.loads(mixgraph("runs", "--format", "json", "-n", "2").out)
    assert [(run["command"], run["state"]) for run in told] == [("export graph", "done"), ("import", "done")]


def test_a_failure_is_told_without_secrets(home: Path, mixgraph: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "canary-secret")
    assert mixgraph("import", "none.tsv", "--source", "canary-secret").code == 2
    assert mixgraph("fit", "--spark-conf", "a.secret.key=canary-other", "--spark-conf", "bad").code == 2
    assert mixgraph("fit", "--rank", "0").code == 2  # was never a run
    fit, imported = runs()
    assert (fit.state, fit.exit_code, fit.result) == (
        "failed",
        2,
        "Invalid value for --spark-conf: write it as key=value: bad",
    )
    assert (imported.state, imported.result) == ("failed", "there is no file none.tsv")
    assert "canary" not in log_file().read_text()
    assert log_file().stat().st_mode & 0o777 == 0o600
    assert [row["id"] for row in json.loads(mixgraph("runs", "--failed", "--format", "json").out)] == [
        fit.id,
        imported.id,
    ]


def test_interrupted_is_told(home: Path, mixgraph: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.training.newest_model", interrupt)
    assert mixgraph("publish").code == 130
    assert runs()[0].state == "interrupted"


def test_a_killed_run_is_unfinished(home: Path) -> None:
    (home / "list.tsv").write_text("relation\tartist\ttitle\tsource_artist\tsource_title\nsamples\tA\tB\tC\tD\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # a database that takes the call and says nothing
        environment = {
            **os.environ,
            "NEO4J_URI": f"bolt://127.0.0.1:{silent.getsockname()[1]}",
            "PYTHONPATH": str(ROOT),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "import", "list.tsv"], env=environment, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while not (found := runs()) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert [run.state for run in found] == ["running"]
        process.send_signal(signal.SIGKILL)
        process.wait(60)
    assert [(run.state, run.exit_code, run.seconds) for run in runs()] == [("unfinished", None, None)]


def test_a_process_number_used_again_does_not_revive_a_run(home: Path) -> None:
    Run("import", ["import"], {})
    log_file().write_text(log_file().read_text().replace('"started": "2', '"started": "1'))
    assert runs()[0].state == "unfinished"


def test_a_torn_line_costs_that_line_alone(home: Path) -> None:
    Run("import", ["import", "a"], {}).end(0, "one")
    with log_file().open("ab") as file:
        file.write(b'{"id": "torn", "event": "sta')
    Run("import", ["import", "b"], {}).end(0, "two")
    with log_file().open("ab") as file:
        file.write(b'\n[1]\n\xff\xfe\n{"id": 3}\n{}')
    assert [run.result for run in runs()] == ["two", "one"]


def test_the_log_is_bounded_and_keeps_the_newest(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_log, "BYTES", 4000)
    for number in range(100):
        Run("import", ["import", str(number)], {"files": ["x" * 10_000] * 10_000 if number == 50 else []}).end(
            0, str(number)
        )
    assert sum(path.stat().st_size for path in home.glob("runs*.jsonl")) < 50_000
    found = [run.result for run in runs()]
    assert found == [str(number) for number in range(99, 99 - len(found), -1)]
    assert len(found) > 5


def test_a_line_is_bounded(home: Path) -> None:
    Run("import", ["x" * 10_000] * 1000, {"files": ["y" * 10_000] * 1000}).end(1, "z" * 100_000)
    assert log_file().stat().st_size < 60_000
    assert runs()[0].arguments[-1] == "… and 950 more"


def test_many_at_once_lose_no_line(home: Path) -> None:
    def work(name: str) -> None:
        for number in range(50):
            Run("import", [name, str(number)], {}).end(0, f"{name} {number}")

    threads = [threading.Thread(target=work, args=(f"t{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log_file().read_text().splitlines()) == 600
    assert {run.result for run in runs()} == {f"t{a} {b}" for a in range(6) for b in range(50)}


def test_a_full_disk_does_not_keep_a_command_from_its_work(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", no_space)
        Run("import", [], {}).end(0, "done")
    assert runs() == []


def test_an_id_that_is_none_or_two(home: Path, mixgraph: Program) -> None:
    assert "nothing was done yet" in mixgraph("runs").err
    Run("import", [], {})
    Run("import", [], {})
    assert mixgraph("runs", "show", "zz").code == 2
    assert "2 runs begin with ''" in mixgraph("runs", "show", "").err
