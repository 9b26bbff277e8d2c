"""What every engine promises, tried on each."""

import numpy as np
import pyarrow as pa
import pytest

from model.adjacency import Adjacency
from model.als.engine import TOP_K_SCHEMA, Engine
from model.als.parameters import AlsParameters
from model.als.top_k import BLOCK

PARAMETERS = AlsParameters(rank=8, alpha=10, regularisation=0.1, iterations=8, seed=3, top_k=5)


@pytest.fixture(scope="module", params=["spark", "native"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    assert found.name == request.param
    return found


def test_the_missing_songs_of_a_block_come_first(engine: Engine, planted: Adjacency) -> None:
    lists = pa.concat_tables(engine.top_k(planted, engine.fit(planted, PARAMETERS), PARAMETERS.top_k))
    assert lists.schema == TOP_K_SCHEMA
    block = [song.partition("/")[0] for song in planted.ids]
    songs, others, ranks, scores = (np.array(column.to_pylist()) for column in lists.columns)
    assert np.all(np.diff(songs) >= 0)
    for song in range(planted.songs):
        mine = songs == song
        missing = {
            other
            for other in range(planted.songs)
            if block[other] == block[song] and other != song and not planted.matrix[song, other]
        }
        assert set(others[mine][: len(missing)]) == missing
        assert ranks[mine].tolist() == list(range(1, mine.sum() + 1))
        assert np.all(np.diff(scores[mine]) <= 0)
        assert scores[mine].min() > 0
        assert not any(planted.matrix[song, other] for other in others[mine])


def test_lists_are_those_of_the_preferences(engine: Engine, sampling: Adjacency) -> None:
    assert sampling.songs > BLOCK  # songs in several blocks
    factors = engine.fit(sampling, PARAMETERS)
    found = pa.concat_tables(engine.top_k(sampling, factors, 7))
    songs = np.arange(sampling.songs)
    preferences = factors.queries(songs) @ factors.candidates[: sampling.songs].T
    preferences[songs, songs] = -1
    preferences[sampling.neighbours.nonzero()] = -1
    of_song = np.array(found["song"])
    for song in songs:
        best = np.sort(preferences[song])[::-1][:7]
        assert np.array(found["score"])[of_song == song] == pytest.approx(best[best > 0], rel=1e-4, abs=1e-6)


def test_nodes_without_edges_have_zeros_and_no_list(engine: Engine) -> None:
    songs = [f"song-{at}" for at in range(8)]
    relations = [(songs[0], songs[1]), (songs[1], songs[2]), (songs[2], songs[3])]
    adjacency = Adjacency.build_context(songs, [None] * 8, [""] * 8, relations, [("artist", songs[3])])
    factors = engine.fit(adjacency, AlsParameters(rank=4, iterations=2))
    assert len(factors) == 9
    assert not factors.rows[4:8].any()
    assert not factors.columns[4:8].any()
    found = pa.concat_tables(engine.top_k(adjacency, factors, 100))  # more than there are
    assert set(found["song"].to_pylist()) <= {0, 1, 2, 3}
    # artists and titles neither ask nor answer
    assert set(found["other"].to_pylist()) <= {0, 1, 2, 3}


def test_the_same_input_and_seed_give_the_same_factors(engine: Engine, planted: Adjacency) -> None:
    first, second = (engine.fit(planted, PARAMETERS) for _ in range(2))
    assert np.array_equal(first.rows, second.rows)
    assert np.array_equal(first.columns, second.columns)


def test_progress_rises_to_the_end(engine: Engine, planted: Adjacency) -> None:
    heard: list[tuple[str, int, int]] = []
    factors = engine.fit(planted, PARAMETERS, lambda *parts: heard.append(parts))
    fit = [(done, total) for _, done, total in heard]
    assert {step for step, _, _ in heard} == {"fit"}
    assert fit == sorted(fit)
    assert fit[-1] == (fit[-1][1], fit[-1][1])
    heard.clear()
    list(engine.top_k(planted, factors, 3, lambda *parts: heard.append(parts)))
    assert heard == [("top-k", 0, planted.songs), ("top-k", planted.songs, planted.songs)]


def test_versions_name_what_did_the_work(engine: Engine) -> None:
    assert {"numpy", "python"} < set(engine.versions())
