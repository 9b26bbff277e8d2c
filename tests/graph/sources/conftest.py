"""Files as the readers see them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.records import AnyRecord, Reject
from graph.sources import registry
from graph.sources.format import ReadOptions, Tells
from graph.sources.stream import open_stream

Rows = list[tuple[int, AnyRecord | Reject]]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of that content and name."""

    def written(content: str | bytes, name: str = "table.tsv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def read(path: Path, tells: Tells = Tells.RELATIONS, options: ReadOptions | None = None) -> Rows:
    """Everything that the file tells."""
    with open_stream(path) as stream:
        return list(registry.read(stream, registry.recognised(stream, tells), options or ReadOptions()))
