"""The shipped neo4j.conf and what both its readers make of it; the password file."""

import re
from pathlib import Path

import pytest

from graph.errors import ServerUnavailable
from graph.server.account import password_of
from graph.server.configuration import Ports, free_ports, settings, shipped, write_conf
from graph.server.home import ServerHome
from graph.server.launch import reason

ROOT = Path(__file__).parents[3]


def test_the_shipped_file_has_no_address_path_or_java_option() -> None:
    text = shipped().read_text()
    assert shipped() == ROOT / "neo4j.conf"
    for name, value in settings(text).items():
        assert not re.search(r"address|directories|jvm", name), name
        assert value == "0.0.0.0/0,::/0" or not re.search(r"[/\\:]", value), name


def test_docker_gets_the_same_file_and_listens_on_this_machine_only() -> None:
    text = (ROOT / "compose.yaml").read_text()
    assert "./neo4j.conf:/conf/neo4j.conf:ro" in text
    assert "${NEO4J_PASSWORD:?" in text
    published = re.findall(r'^      - "(.*):\d+:\d+"$', text, re.MULTILINE)
    assert published == ["127.0.0.1", "127.0.0.1"]


def test_a_start_adds_its_addresses(tmp_path: Path) -> None:
    written = settings(
        (write_conf(ServerHome(tmp_path), shipped().read_text(), Ports(1, 2)) / "neo4j.conf").read_text()
    )
    added = {name: value for name, value in written.items() if name not in settings(shipped().read_text())}
    assert added == {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": "127.0.0.1:1",
        "server.bolt.advertised_address": "127.0.0.1:1",
        "server.http.listen_address": "127.0.0.1:2",
        "server.http.advertised_address": "127.0.0.1:2",
    }
    ports = free_ports()
    assert ports.bolt != ports.http


def test_passwords_are_random_and_a_store_keeps_its_own(tmp_path: Path) -> None:
    home, other = ServerHome(tmp_path / "a"), ServerHome(tmp_path / "b")
    password = password_of(home)
    assert len(password) >= 32
    assert password != password_of(other)
    assert password_of(home) == password
    (home.data / "databases").mkdir()
    home.password_file.unlink()
    with pytest.raises(ServerUnavailable, match="password") as caught:
        password_of(home)
    assert "mixgraph db reset" in caught.value.hint


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("", "it said nothing"),
        ("Killed\n\n", "Killed"),
        ("2026-01-01 10:00:00.000+0000 INFO  Starting...\nError: no space\n", "Error: no space"),
        (
            "2026-01-01 10:00:00.000+0000 ERROR Failed to start Neo4j on 127.0.0.1:1.\n"
            "java.lang.RuntimeException: Error starting\n\tat a.B.c(B.java:1)\n"
            "Caused by: org.neo4j.io.Errors$LockException: Lock file has been locked: /a b/store_lock\n\t... 5 more\n"
            "2026-01-01 10:00:01.000+0000 INFO  Stopped.\n",
            "Lock file has been locked: /a b/store_lock",
        ),
        (
            "2026-01-01 10:00:00,000 ERROR neo4j.conf is missing\nTraceback (most recent call last):\n"
            '  File "x.py", line 1, in f\n    g()\ngraph.errors.ServerUnavailable: neo4j.conf is missing\n',
            "neo4j.conf is missing",
        ),
    ],
)
def test_the_reason_of_a_failed_start_is_found_in_its_log(tmp_path: Path, log: str, expected: str) -> None:
    path = tmp_path / "console.log"
    path.write_text(log)
    assert reason(path) == expected
