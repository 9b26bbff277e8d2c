from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from model.als.engine import TOP_K_SCHEMA
from model.walk import short_walk as module
from model.walk.graph import WalkGraph
from model.walk.short_walk import ShortWalk

BLOCKS, BLOCK_SIZE = 5, 8


def drawn_graph(seed: int, songs: int, others: int, edges: int) -> WalkGraph:
    """Any symmetric weights between songs and nodes of other kinds, as `build` could have made them."""
    generator = np.random.default_rng(seed)
    nodes = songs + others
    weights = np.zeros((nodes, nodes), np.float32)
    low, high = generator.integers(0, nodes, (2, edges))
    weights[low, high] = generator.integers(1, 5, edges) / 2
    weights = np.maximum(weights, weights.T)
    np.fill_diagonal(weights, 0)
    ids = [f"{at:04}" for at in range(songs)]
    known = sp.csr_array(weights[:songs, :songs])
    return WalkGraph(ids, {"Song": songs, "Artist": others}, sp.csr_array(weights), known)


def by_matrix(graph: WalkGraph, damping: float = 0.45) -> np.ndarray:
    """The scores of all songs for all songs, from the formula."""
    weights = graph.matrix.toarray().astype(np.float64)
    degrees = weights.sum(axis=0)
    damped = np.divide(1, degrees**damping, where=degrees > 0, out=np.zeros_like(degrees))
    steps = [np.eye(len(weights))]
    for _ in range(5):
        steps.append(weights @ (damped[:, None] * steps[-1]))
    return (4 * steps[2] + steps[3] + steps[5]).T[: graph.songs, : graph.songs]


def rows_of(tables: Iterable[pa.Table]) -> list[tuple[int, int, int, float]]:
    table = pa.concat_tables(tables)
    assert table.schema == TOP_K_SCHEMA
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def test_a_chain_of_songs_by_hand() -> None:
    """Songs a – b – c – d; without damping y_t counts the ways of t steps."""
    chain = WalkGraph.build(list("abcd"), [[]] * 4, [("a", "b"), ("b", "c"), ("c", "d")], [])
    # from a: after two steps 1 0 1 0, three 0 2 0 1, five 0 5 0 3
    assert ShortWalk(chain, damping=0).scores_for(0).tolist() == [4, 7, 4, 4]
    # c has 4 and d 4 too: the lower position first; b is known
    assert rows_of(ShortWalk(chain, damping=0).top_k(5))[:2] == [(0, 2, 1, 4.0), (0, 3, 2, 4.0)]
    # degrees 1 2 2 1, β 1: what leaves b and c is halved. a → b 1 → a ½, c ½ → b ¾, d ¼
    assert ShortWalk(chain, damping=1, shares=(0, 4, 1)).scores_for(0).tolist() == [2, 0.75, 2, 0.25]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    songs=st.integers(1, 40),
    others=st.integers(0, 20),
    edges=st.integers(0, 120),
    damping=st.sampled_from([0.0, 0.45, 1.0]),
)
def test_agreement_with_dense_matrices(seed: int, songs: int, others: int, edges: int, damping: float) -> None:
    graph = drawn_graph(seed, songs, others, edges)
    walk, expected = ShortWalk(graph, damping=damping), by_matrix(graph, damping)
    for song in range(songs):
        assert walk.scores_for(song) == pytest.approx(expected[song], rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    songs=st.integers(1, 60),
    edges=st.integers(0, 200),
    k=st.integers(1, 8) | st.just(100),
    threads=st.integers(1, 3),
)
def test_lists_are_the_best_of_the_scores(seed: int, songs: int, edges: int, k: int, threads: int) -> None:
    graph = drawn_graph(seed, songs, 10, edges)
    walk = ShortWalk(graph)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SEEDS", 7)
        patch.setattr(module, "_TASKS_A_TABLE", 2)
        found = rows_of(walk.top_k(k, threads=threads))
    expected = []
    known = graph.known.toarray() > 0
    for song in range(songs):
        scores = walk.scores_for(song).astype(np.float32)
        order = sorted(range(songs), key=lambda at, scores=scores: (-scores[at], at))
        best = [at for at in order if scores[at] > 0 and at != song and not known[song, at]][:k]
        expected += [(song, at, rank, scores[at]) for rank, at in enumerate(best, 1)]
    assert found == expected


def test_exclusions_of_the_caller() -> None:
    graph = WalkGraph.build(list("abcd"), [[]] * 4, [("a", "b"), ("b", "c"), ("c", "d")], [])
    nobody = sp.csr_array((4, 4), dtype=np.float32)
    assert {row[1] for row in rows_of(ShortWalk(graph).top_k(5, nobody)) if row[0] == 0} == {1, 2, 3}
    some = sp.csr_array(np.array([[0, 0, 1, 1]] + [[0] * 4] * 3, np.float32))
    assert {row[1] for row in rows_of(ShortWalk(graph).top_k(5, some)) if row[0] == 0} == {1}
    with pytest.raises(ValueError, match="do not fit 4 songs"):
        next(ShortWalk(graph).top_k(5, sp.csr_array((3, 4), dtype=np.float32)))


def test_walks_stay_within_planted_blocks() -> None:
    songs = [f"block-{block}/song-{at}" for block in range(BLOCKS) for at in range(BLOCK_SIZE)]
    relations = [
        (songs[block * BLOCK_SIZE + at], songs[block * BLOCK_SIZE + (at + step) % BLOCK_SIZE])
        for block in range(BLOCKS)
        for at in range(BLOCK_SIZE)
        for step in (1, 2)
    ]
    graph = WalkGraph.build(songs, [[]] * len(songs), relations, [])
    found = rows_of(ShortWalk(graph).top_k(20))
    # of seven others four are known
    assert len(found) == len(songs) * 3
    assert all(song // BLOCK_SIZE == other // BLOCK_SIZE for song, other, _, _ in found)


def test_songs_meet_through_what_they_share_without_relations() -> None:
    performed = [("x", "a", "main"), ("x", "b", "main")]
    graph = WalkGraph.build(list("abcde"), [[], ["it"], ["it"], [], []], [], performed)
    best = {song: other for song, other, rank, _ in rows_of(ShortWalk(graph).top_k(3)) if rank == 1}
    # d and e share nothing with anybody
    assert best == {0: 1, 1: 2, 2: 1}
    assert not ShortWalk(graph).scores_for(3).any()


def test_a_graph_without_edges_has_no_answers() -> None:
    graph = WalkGraph.build(["a", "b"], [[], []], [], [])
    assert rows_of(ShortWalk(graph).top_k(3)) == []


def test_the_order_of_songs_changes_no_answer() -> None:
    graph = drawn_graph(11, 50, 20, 300)
    order = np.random.default_rng(1).permutation(50)
    nodes = np.concatenate([order, np.arange(50, 70)])
    turned = WalkGraph(
        graph.ids,
        graph.nodes_by_label,
        sp.csr_array(graph.matrix.toarray()[np.ix_(nodes, nodes)]),
        sp.csr_array(graph.known.toarray()[np.ix_(order, order)]),
    )
    for at in range(50):
        assert ShortWalk(turned).scores_for(at) == pytest.approx(ShortWalk(graph).scores_for(order[at])[order])


def test_the_number_of_threads_changes_nothing() -> None:
    walk = ShortWalk(drawn_graph(3, 900, 200, 3_000))
    heard: list[tuple[str, int, int]] = []
    one = pa.concat_tables(walk.top_k(10, threads=1))
    three = pa.concat_tables(walk.top_k(10, threads=3, progress=lambda *step: heard.append(step)))
    assert one.equals(three)
    assert heard == [("walk", 0, 900), ("walk", 900, 900)]


def test_what_cannot_be_asked() -> None:
    graph = drawn_graph(1, 3, 0, 4)
    with pytest.raises(ValueError, match="from 1"):
        next(ShortWalk(graph).top_k(0))
    for song in (-1, 3):
        with pytest.raises(ValueError, match="no song"):
            ShortWalk(graph).scores_for(song)
    with pytest.raises(ValueError, match="damping"):
        ShortWalk(graph, damping=float("nan"))
    for shares in ((), (1.0, -1.0), (float("inf"),)):
        with pytest.raises(ValueError, match="shares"):
            ShortWalk(graph, shares=shares)
