import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.als.factors import Factors
from model.als.vectors import Matrix, dimensions, question, vectors


def all_vectors(factors: Factors) -> Matrix:
    return np.concatenate([block for _, block in vectors(np.stack([factors.rows, factors.columns]))])


def test_by_hand() -> None:
    """x = (3), y = (4) is the longest, of length 5; x = (0), y = (3) has 3/5 of it, and 4/5 to spare."""
    found = all_vectors(Factors(np.array([[3], [0]], np.float32), np.array([[4], [3]], np.float32)))
    assert found.dtype == np.float32
    assert found == pytest.approx(np.array([[0.8, 0.6, 0.0], [0.6, 0.0, 0.8]]))
    assert question(found[0]) == pytest.approx([0.6, 0.8, 0.0])


@given(seed=st.integers(0, 1000), songs=st.integers(2, 60), rank=st.integers(1, 9))
def test_cosines_rank_songs_as_preferences_do(seed: int, songs: int, rank: int) -> None:
    draw = np.random.default_rng(seed)
    scale = draw.uniform(0.1, 5, (2, songs, 1))
    factors = Factors(*(draw.normal(size=(2, songs, rank)) * scale).astype(np.float32))
    found = all_vectors(factors)
    assert found.shape == (songs, dimensions(rank))
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    for song in range(min(songs, 5)):
        preferences = factors.preferences(np.full(songs, song), np.arange(songs))
        asks = question(found[song])
        cosines = found @ asks / np.linalg.norm(asks)
        assert np.corrcoef(cosines, preferences)[0, 1] == pytest.approx(1, abs=1e-3)


def test_a_song_without_factors_has_zeros_and_blocks_do_not_matter() -> None:
    factors = np.random.default_rng(1).normal(size=(2, 2_500, 3)).astype(np.float32)
    factors[:, 7] = 0
    blocks = list(vectors(factors))
    assert [start for start, _ in blocks] == [0, 1000, 2000]
    found = np.concatenate([block for _, block in blocks])
    assert not found[7].any()
    both = np.hstack([factors[1], factors[0]])
    assert found[:, :6] == pytest.approx(both / np.linalg.norm(both, axis=1).max(), abs=1e-6)
    assert not all_vectors(Factors(np.zeros((2, 1), np.float32), np.zeros((2, 1), np.float32))).any()
