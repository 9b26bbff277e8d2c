"""Real servers in folders of their own, with the jars and the class archive of the run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from neo4j import Driver, GraphDatabase

from graph.server import local
from graph.server.home import ServerHome

Opened = Callable[[local.ServerState], Driver]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerHome]:
    """A data folder with a difficult name; whatever runs in it at the end is stopped."""
    monkeypatch.setenv("MIXGRAPH_HOME", str(tmp_path / "zoë's data"))
    home = ServerHome.of_user()
    yield home
    local.stop()


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Drivers that are closed at the end."""
    drivers: list[Driver] = []

    def opened(state: local.ServerState) -> Driver:
        drivers.append(GraphDatabase.driver(state.bolt_uri, auth=(state.username, state.password)))
        return drivers[-1]

    yield opened
    for driver in drivers:
        driver.close()


@pytest.fixture
def ended() -> Callable[[int], bool]:
    """Whether a process is gone within some seconds (a zombie is gone: only its number is left)."""

    def ended(number: int, seconds: float = 30) -> bool:
        try:
            process = psutil.Process(number)
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
            process.wait(seconds)
        except psutil.NoSuchProcess:
            return True
        except psutil.TimeoutExpired:
            return False
        return True

    return ended
