"""`mixgraph replica`, as a program."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

PROGRAM = [sys.executable, "-m", "cli.main", "replica"]


@contextmanager
def served(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.communicate()


def refused(*arguments: str) -> str:
    run = subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout) == (2, "")
    return run.stderr


def test_it_prints_its_address_serves_and_ends_with_ctrl_c() -> None:
    with served("--layout", "old", "--verbose") as (address, process):
        with urllib.request.urlopen(f"{address}/James-Brown/Funky-Drummer/") as response:
            assert b"listEntry" in response.read()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "GET /James-Brown/Funky-Drummer/" in err
    assert "Traceback" not in err


def test_faults_and_generated_pages() -> None:
    with served("--generated", "2000", "--fault", "unavailable:times=1,value=9") as (address, _):
        with pytest.raises(urllib.error.HTTPError) as first:
            urllib.request.urlopen(f"{address}/Artist-199/Track-1999/")
        assert (first.value.code, first.value.headers["Retry-After"]) == (503, "9")
        first.value.close()
        with urllib.request.urlopen(f"{address}/Artist-199/Track-1999/") as response:
            assert len(response.read()) > 80_000


def test_what_it_refuses() -> None:
    assert "too-many" in refused("--fault", "nothing")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port}: " in refused("--port", str(port))


def test_the_list_of_faults() -> None:
    run = subprocess.run([*PROGRAM, "--list-faults"], capture_output=True, text=True, check=True, env=os.environ)
    assert "too-many" in run.stdout
    assert "robots-signals" in run.stdout
