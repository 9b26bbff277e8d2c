"""One Spark session for the whole run, and graphs whose right answers are known."""

from collections.abc import Iterator

import pytest

from model.adjacency import Adjacency
from model.als.spark import SparkEngine
from model.als.spark_connection import SparkOptions


@pytest.fixture(scope="session")
def spark_engine() -> Iterator[SparkEngine]:
    with SparkEngine(
        SparkOptions(
            master="local[2]",
            conf={"spark.driver.memory": "1g", "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1"},
        )
    ) as engine:
        yield engine


BLOCKS, BLOCK_SIZE = 6, 12


@pytest.fixture(scope="session")
def planted() -> Adjacency:
    """Blocks of songs; within a block each song is connected with all but three, across blocks none is."""
    songs = [f"block-{block}/song-{at:02}" for block in range(BLOCKS) for at in range(BLOCK_SIZE)]
    relations = [
        (songs[block * BLOCK_SIZE + at], songs[block * BLOCK_SIZE + (at + step) % BLOCK_SIZE])
        for block in range(BLOCKS)
        for at in range(BLOCK_SIZE)
        for step in range(2, BLOCK_SIZE // 2 + 1)
        if step != 4
    ]
    return Adjacency.build_context(songs, [None] * len(songs), [""] * len(songs), relations, [])
