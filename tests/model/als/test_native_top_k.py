import numpy as np
import pyarrow as pa
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from model.adjacency import Adjacency
from model.als import native_top_k as module
from model.als.engine import TOP_K_SCHEMA
from model.als.factors import Factors
from model.als.native_top_k import native_top_k
from model.als.top_k import top_k


def adjacency_of(songs: int, pairs: np.ndarray, artists: int = 0) -> Adjacency:
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    rows, columns = np.concatenate([pairs, pairs[:, ::-1]]).T
    nodes = songs + artists
    matrix = sp.coo_array((np.ones(len(rows), np.float32), (rows, columns)), shape=(nodes, nodes)).tocsr()
    return Adjacency("context", {}, [str(at) for at in range(nodes)], songs, artists, 0, matrix)


def drawn(generator: np.random.Generator, songs: int, rank: int) -> Factors:
    rows, columns = generator.standard_normal((2, songs, rank)).astype(np.float32)
    return Factors(rows, columns)


def by_numpy(adjacency: Adjacency, factors: Factors, k: int) -> list[tuple[int, int, int, float]]:
    """The answer of model.als.top_k, which Spark's workers give."""
    known = adjacency.neighbours.tocoo()
    songs = np.arange(adjacency.songs)
    found = top_k(
        factors.queries(songs),
        factors.candidates[: adjacency.songs],
        k,
        np.concatenate([songs, known.row]).astype(np.int64),
        np.concatenate([songs, known.col]).astype(np.int64),
    )
    return list(zip(*(part.tolist() for part in (found.query, found.candidate, found.rank, found.score)), strict=True))


def rows_of(tables: list[pa.Table]) -> list[tuple[int, int, int, float]]:
    assert all(table.schema == TOP_K_SCHEMA for table in tables)
    table = pa.concat_tables(tables)
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    songs=st.integers(1, 300),
    rank=st.integers(1, 4),
    largest=st.integers(1, 3),
    k=st.integers(1, 12) | st.just(400),
    pairs=st.integers(0, 500),
    threads=st.integers(1, 4),
    longest=st.sampled_from([8, 50, 1_024]),
)
def test_agreement_with_numpy(
    seed: int, songs: int, rank: int, largest: int, k: int, pairs: int, threads: int, longest: int
) -> None:
    generator = np.random.default_rng(seed)
    # small whole numbers: many ties, many negative scores, and products without rounding
    rows, columns = generator.integers(-largest, largest + 1, (2, songs, rank)).astype(np.float32)
    rows[generator.random(songs) < 0.1] = 0
    adjacency = adjacency_of(songs, generator.integers(0, songs, (pairs, 2)))
    factors = Factors(rows, columns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_TILE", 128)
        patch.setattr(module, "_LONGEST", longest)
        patch.setattr(module, "_TILES_A_BLOCK", 2)
        patch.setattr(module, "_BLOCKS_A_THREAD", 1)
        patch.setattr(module, "_SONGS_A_TABLE", 100)
        found = rows_of(list(native_top_k(adjacency, factors, k, threads=threads)))
    assert found == by_numpy(adjacency, factors, k)


@pytest.mark.parametrize("lengths", [(1.0, 1.0), (1e4, 1e-4)])
@pytest.mark.parametrize("longest", [256, 1_024])
def test_numbers_with_rounding(lengths: tuple[float, float], longest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST", longest)
    generator = np.random.default_rng(5)
    songs = 1_500
    factors = drawn(generator, songs, 16)
    factors = Factors(factors.rows * np.float32(lengths[0]), factors.columns * np.float32(lengths[1]))
    adjacency = adjacency_of(songs, generator.integers(0, songs, (4_000, 2)))
    found = rows_of(list(native_top_k(adjacency, factors, 10)))
    expected = by_numpy(adjacency, factors, 10)
    # two scores that are one number but for rounding may change places, and nothing else
    assert [(row[0], row[2]) for row in found] == [(row[0], row[2]) for row in expected]
    assert len({row[:2] for row in found} - {row[:2] for row in expected}) <= 3
    scores = np.array([row[3] for row in found])
    assert scores == pytest.approx([row[3] for row in expected], rel=1e-5)
    songs_found, others = np.array([row[:2] for row in found]).T
    assert scores == pytest.approx(factors.preferences(songs_found, others), rel=1e-5)


def test_songs_with_the_same_factors_come_by_position() -> None:
    """Songs that are sampled in one song alone have one vector: rounding must not tell them apart."""
    generator = np.random.default_rng(7)
    songs, rank = 3_000, 24
    factors = drawn(generator, songs, rank)
    like = generator.integers(0, 40, songs)
    factors = Factors(factors.rows[like], factors.columns[like])
    found = np.array(rows_of(list(native_top_k(adjacency_of(songs, np.zeros((0, 2), np.int64)), factors, 30))))
    song, other, score = found[:, 0], found[:, 1], found[:, 3]
    beside = (song[1:] == song[:-1]) & (like[other[1:].astype(int)] == like[other[:-1].astype(int)])
    assert beside.sum() > songs * 20
    assert (other[1:] > other[:-1])[beside].all()
    assert (score[1:] == score[:-1])[beside].all()


def test_the_number_of_threads_changes_nothing() -> None:
    generator = np.random.default_rng(2)
    factors = drawn(generator, 5_000, 8)
    adjacency = adjacency_of(5_000, generator.integers(0, 5_000, (9_000, 2)))
    one, three = (pa.concat_tables(native_top_k(adjacency, factors, 20, threads=threads)) for threads in (1, 3))
    assert one.equals(three)


def test_only_songs_answer_and_neighbours_do_not() -> None:
    generator = np.random.default_rng(4)
    adjacency = adjacency_of(30, generator.integers(0, 50, (300, 2)), artists=20)
    factors = Factors(*np.abs(generator.standard_normal((2, 50, 3))).astype(np.float32))
    found = rows_of(list(native_top_k(adjacency, factors, 60)))
    known = adjacency.neighbours.toarray() > 0
    # all preferences are positive: everybody answers who may
    assert {row[:2] for row in found} == {(a, b) for a in range(30) for b in range(30) if a != b and not known[a, b]}


def test_progress_counts_songs() -> None:
    heard: list[tuple[str, int, int]] = []
    generator = np.random.default_rng(6)
    tables = native_top_k(
        adjacency_of(2_000, np.zeros((0, 2), np.int64)),
        drawn(generator, 2_000, 2),
        3,
        lambda *step: heard.append(step),
        threads=2,
    )
    assert sum(map(len, tables)) == 6_000
    assert heard[0] == ("top-k", 0, 2_000)
    assert heard[-1] == ("top-k", 2_000, 2_000)
    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)


def test_one_song_gets_nothing() -> None:
    one = adjacency_of(1, np.zeros((0, 2), np.int64))
    ones = np.ones((1, 2), np.float32)
    assert sum(map(len, native_top_k(one, Factors(ones, ones), 5))) == 0


def test_k_counts_from_one() -> None:
    ones = np.ones((2, 2), np.float32)
    with pytest.raises(ValueError, match="from 1"):
        next(native_top_k(adjacency_of(2, np.zeros((0, 2), np.int64)), Factors(ones, ones), 0))
