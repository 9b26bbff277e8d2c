"""A native engine for the run, and graphs whose right answers are known."""

import pytest

from graph.folders import cache_folder
from model.adjacency import Adjacency
from model.als.native import NativeEngine

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


@pytest.fixture(scope="session")
def native_engine() -> NativeEngine:
    """Two threads; the kernels stay where those of the user are, so that only a first run compiles."""
    return NativeEngine(2, kernels=cache_folder() / "kernels")
