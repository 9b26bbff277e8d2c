"""A graph shaped like sampling: many songs of few relations, some of very many."""

import numpy as np
import pytest

from model.adjacency import Adjacency


@pytest.fixture(scope="session")
def sampling() -> Adjacency:
    """400 songs of 90 artists; a few songs are sampled by dozens, one song is connected with nothing."""
    generator = np.random.default_rng(11)
    songs = [f"song-{at:03}" for at in range(400)]
    popularity = 1 / np.arange(1, 399) ** 1.1
    sampled = generator.choice(398, 900, p=popularity / popularity.sum())
    relations = [(songs[at], songs[other]) for at, other in zip(generator.integers(0, 398, 900), sampled, strict=True)]
    bpms = [float(bpm) for bpm in generator.integers(80, 130, 400)]
    titles = [f"title-{at % 150}" if at < 200 else "" for at in range(400)]
    performed = [
        (f"artist-{artist}", song) for artist, song in zip(generator.integers(0, 90, 399), songs, strict=False)
    ]
    return Adjacency.build_context(songs, bpms, titles, relations, performed)
