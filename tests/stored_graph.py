"""Graphs of stored dumps, each on a server of its own, for tests that need an old or a large one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.connection import Database, connect
from graph.server import local

STORED = Path(__file__).parent / "graph" / "stored"


@contextmanager
def stored_graph(dump: Path, data_folder: Path) -> Iterator[Database]:
    """The graph of a dump, in a new data folder that is the program's while the block runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXGRAPH_HOME", str(data_folder))
        local.load(dump)
        try:
            with connect() as database:
                yield database
        finally:
            local.stop()
