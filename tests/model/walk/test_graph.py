import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import AdjacencyUnusable
from model.walk.graph import WalkGraph, WalkWeights

SONGS = ["a/one", "b/one", "b/two-roads", "c/two-roads", "d/roads"]
TITLES = [["one"], ["one"], ["two", "roads"], ["two", "roads"], ["roads"]]
RELATIONS = [("a/one", "c/two-roads"), ("c/two-roads", "a/one"), ("d/roads", "d/roads")]
PERFORMED = [("a", "a/one", "main"), ("b", "b/one", "main"), ("b", "b/two-roads", "main"), ("c", "d/roads", "featured")]


def weight(graph: WalkGraph, one: int, other: int) -> float:
    assert graph.matrix[one, other] == graph.matrix[other, one]
    return float(graph.matrix[one, other])


def test_every_kind_of_edge() -> None:
    graph = WalkGraph.build(SONGS, TITLES, RELATIONS, PERFORMED)
    assert graph.ids == SONGS
    assert graph.songs == 5
    # titles: one, two roads; words: one (2 songs), roads (3), two (2)
    assert graph.nodes_by_label == {"Song": 5, "Artist": 3, "Title": 2, "Word": 3}
    a, b, c, one, two_roads, word_one, word_roads, word_two = range(5, 13)
    expected = {
        (0, 3): 1.0,
        (0, a): 1.0,
        (1, b): 1.0,
        (2, b): 1.0,
        (4, c): 0.5,
        (0, one): 1.0,
        (1, one): 1.0,
        (2, two_roads): 1.0,
        (3, two_roads): 1.0,
        (0, word_one): 2 / 2**0.5,
        (1, word_one): 2 / 2**0.5,
        (2, word_two): 2 / 2**0.5,
        (3, word_two): 2 / 2**0.5,
        (2, word_roads): 2 / 3**0.5,
        (3, word_roads): 2 / 3**0.5,
        (4, word_roads): 2 / 3**0.5,
    }
    for (low, high), value in expected.items():
        assert weight(graph, low, high) == pytest.approx(value)
    assert graph.matrix.nnz == 2 * len(expected)
    assert graph.known.toarray().nonzero()[0].tolist() == [0, 3]


@pytest.mark.parametrize(
    ("artists", "twins"),
    [
        ((["x"], ["x", "y"]), True),  # one artist in both
        ((["puff-daddy"], ["puff-daddy-and-the-family"]), True),
        ((["lyn-collins"], ["lin-collins"]), True),
        ((["madonna"], ["metallica"]), False),
        (([], ["x"]), False),
        (([], []), False),
    ],
)
def test_twins_have_one_title_and_like_artists(artists: tuple[list[str], list[str]], twins: bool) -> None:
    performed = [(artist, song, "main") for song, names in zip("st", artists, strict=True) for artist in names]
    weights = WalkWeights(twin=2)
    graph = WalkGraph.build(["s", "t"], [["it"], ["it"]], [], performed, weights=weights)
    assert weight(graph, 0, 1) == (2 if twins else 0)
    apart = WalkGraph.build(["s", "t"], [["it"], ["that"]], [], performed, weights=weights)
    assert weight(apart, 0, 1) == 0


def test_many_bearers_of_a_title_are_twins_by_shared_artists_only() -> None:
    songs = [f"{at:03}" for at in range(100)]
    performed = [(f"the-group-{at // 2:03}", song, "main") for at, song in enumerate(songs)]
    graph = WalkGraph.build(songs, [["intro"]] * 100, [], performed, weights=WalkWeights(most_bearers=60))
    assert graph.nodes_by_label["Word"] == 0  # a hundred songs say nothing
    assert graph.matrix[:100, :100].nnz == 100
    assert all(weight(graph, at, at + 1) == 2 for at in range(0, 100, 2))


def test_two_roles_count_once_by_the_weightier() -> None:
    graph = WalkGraph.build(["s"], [[]], [], [("x", "s", "featured"), ("x", "s", "main"), ("x", "s", "featured")])
    assert weight(graph, 0, 1) == 1


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_what_comes_in_does_not_matter(seed: int) -> None:
    shuffle = random.Random(seed).shuffle
    order = list(range(len(SONGS)))
    relations, performed = list(RELATIONS), list(PERFORMED)
    for some in (order, relations, performed):
        shuffle(some)  # type: ignore[arg-type]
    graph = WalkGraph.build([SONGS[at] for at in order], [TITLES[at] for at in order], relations, performed)
    plain = WalkGraph.build(SONGS, TITLES, RELATIONS, PERFORMED)
    assert graph.ids == plain.ids
    assert np.array_equal(graph.matrix.toarray(), plain.matrix.toarray())
    assert np.array_equal(graph.known.toarray(), plain.known.toarray())


def test_what_cannot_be_built() -> None:
    with pytest.raises(AdjacencyUnusable, match="no songs"):
        WalkGraph.build([], [], [], [])
    with pytest.raises(ValueError, match="twice"):
        WalkGraph.build(["s", "s"], [[], []], [], [])
    with pytest.raises(ValueError, match="2 songs, but 1 titles"):
        WalkGraph.build(["s", "t"], [[]], [], [])
    with pytest.raises(ValueError, match="'u' is not among the songs"):
        WalkGraph.build(["s"], [[]], [("s", "u")], [])
    with pytest.raises(ValueError, match="'u' is not among the songs"):
        WalkGraph.build(["s"], [[]], [], [("x", "u", "main")])


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_weights_are_finite_and_not_negative(bad: float) -> None:
    with pytest.raises(ValueError, match="finite and not negative"):
        WalkWeights(artist=bad)
