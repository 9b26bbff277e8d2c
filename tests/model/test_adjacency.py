import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.adjacency import Adjacency, ContextWeights
from model.errors import AdjacencyUnusable

SONGS = ["a", "b", "c", "d"]


def test_the_seed_matrix_of_four_songs() -> None:
    # a–b within 4 BPM, a–c not, d alone
    adjacency = Adjacency.build_seed(SONGS, [100.0, 104.0, 104.1, 90.0], [("a", "b"), ("c", "a")])

    assert adjacency.ids == SONGS
    assert adjacency.matrix.dtype == np.float32
    assert adjacency.matrix.toarray().tolist() == [
        [1, 2, 1, 0],
        [2, 1, 0, 0],
        [1, 0, 1, 0],
        [0, 0, 0, 1],
    ]


@pytest.mark.parametrize("unknown", [None, 0.0, float("nan"), 19.9, 400.1, -90.0, float("inf")])
def test_an_unknown_tempo_earns_nothing(unknown: float | None) -> None:
    adjacency = Adjacency.build_seed(["a", "b"], [unknown, unknown], [("a", "b")])
    assert adjacency.matrix.toarray().tolist() == [[1, 1], [1, 1]]


@pytest.mark.parametrize(("window", "cell"), [(4.0, 2), (3.99, 1), (0.0, 1)])
def test_the_window_is_inclusive_in_decimals(window: float, cell: int) -> None:
    # in binary, 104.1 - 100.1 is a little less than 4, and 93.3 - 89.3 a little more
    for low, high in ((100.1, 104.1), (89.3, 93.3)):
        adjacency = Adjacency.build_seed(["a", "b"], [low, high], [("a", "b")], bpm_window=window)
        assert adjacency.matrix[0, 1] == cell


def test_the_context_of_four_songs() -> None:
    adjacency = Adjacency.build_context(
        SONGS,
        [100.0, 102.0, None, 90.0],
        ["think", "think", "", "alone"],
        [("b", "a"), ("c", "a")],
        [("z-artist", "a"), ("y-artist", "a"), ("y-artist", "d")],
        weights=ContextWeights(tempo=0.5),
    )

    assert adjacency.ids == [*SONGS, "y-artist", "z-artist", "think"]
    assert (adjacency.songs, adjacency.artists, adjacency.titles) == (4, 2, 1)
    assert adjacency.nodes()["label"].to_pylist() == ["Song"] * 4 + ["Artist"] * 2 + ["Title"]
    assert adjacency.matrix.toarray().tolist() == [
        [0, 1.5, 1, 0, 2, 2, 1],
        [1.5, 0, 0, 0, 0, 0, 1],
        [1, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 2, 0, 0],
        [2, 0, 0, 2, 0, 0, 0],
        [2, 0, 0, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0, 0],
    ]
    assert adjacency.neighbours.shape == (4, 4)
    assert adjacency.neighbours.toarray().astype(bool).tolist() == [
        [False, True, True, False],
        [True, False, False, False],
        [True, False, False, False],
        [False, False, False, False],
    ]


def test_a_pair_is_one_cell_whatever_is_said_about_it() -> None:
    said = [("a", "b"), ("b", "a"), ("a", "b"), ("a", "a")]
    adjacency = Adjacency.build_context(["a", "b"], [None, None], ["", ""], said, [("x", "a"), ("x", "a")])
    assert adjacency.matrix.toarray().tolist() == [[0, 1, 2], [1, 0, 0], [2, 0, 0]]


@pytest.mark.parametrize("relations", [[], [("a", "a")]])
def test_nothing_connected_is_nothing_to_learn_from(relations: list[tuple[str, str]]) -> None:
    for build in (
        lambda: Adjacency.build_seed(SONGS, [None] * 4, relations),
        lambda: Adjacency.build_context(SONGS, [None] * 4, [""] * 4, relations, [("x", "a")]),
        lambda: Adjacency.build_seed([], [], []),
    ):
        with pytest.raises(AdjacencyUnusable) as raised:
            build()
        assert "mixgraph import" in raised.value.hint


def test_inputs_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="'e' is not among the songs"):
        Adjacency.build_seed(SONGS, [None] * 4, [("a", "e")])
    with pytest.raises(ValueError, match="twice"):
        Adjacency.build_seed(["a", "a"], [None] * 2, [("a", "a")])
    with pytest.raises(ValueError, match="3 BPMs"):
        Adjacency.build_seed(SONGS, [None] * 3, [("a", "b")])
    with pytest.raises(ValueError, match="columns of"):
        Adjacency.build_context(SONGS, [None] * 4, [""], [("a", "b")], [])
    with pytest.raises(ValueError, match="not negative"):
        ContextWeights(artist=-1)


def test_save_and_load_give_the_same(tmp_path: Path) -> None:
    adjacency = Adjacency.build_context(
        SONGS, [90.0] * 4, ["t", "t", "", ""], [("a", "b"), ("b", "c")], [("x", "a"), ("ÿ♯", "d")]
    )
    adjacency.save(tmp_path / "context")
    adjacency.save(tmp_path / "context")  # replaces what is there
    loaded = Adjacency.load(tmp_path / "context")

    assert loaded.digest == adjacency.digest
    assert (loaded.kind, loaded.ids, loaded.parameters) == (adjacency.kind, adjacency.ids, adjacency.parameters)
    assert (loaded.matrix != adjacency.matrix).nnz == 0
    manifest = json.loads((tmp_path / "context" / "manifest.json").read_text())
    assert manifest["counts"] == {"songs": 4, "artists": 2, "titles": 1, "connected_pairs": 2, "cells": 12}
    assert [path.name for path in tmp_path.iterdir()] == ["context"]
    edges = adjacency.edges()
    assert [str(field.type) for field in edges.schema] == ["int32", "int32", "float"]
    cells = list(zip(edges["row"].to_pylist(), edges["column"].to_pylist(), strict=True))
    assert cells == sorted(set(cells))


def test_every_damage_is_seen_on_loading(tmp_path: Path) -> None:
    adjacency = Adjacency.build_seed(SONGS, [None] * 4, [("a", "b")])
    folder = tmp_path / "seed"
    with pytest.raises(AdjacencyUnusable, match="no adjacency at"):
        Adjacency.load(folder)
    for name in ("nodes.parquet", "edges.parquet", "manifest.json"):
        adjacency.save(folder)
        (folder / name).unlink()
        with pytest.raises(AdjacencyUnusable, match="cannot be read"):
            Adjacency.load(folder)
        adjacency.save(folder)
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: len(content) // 2])
        with pytest.raises(AdjacencyUnusable, match="cannot be read"):
            Adjacency.load(folder)
    adjacency.save(folder)
    Adjacency.build_seed(SONGS, [None] * 4, [("a", "c")]).save(tmp_path / "other")
    (tmp_path / "other" / "edges.parquet").replace(folder / "edges.parquet")
    with pytest.raises(AdjacencyUnusable, match="does not fit its digest"):
        Adjacency.load(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(AdjacencyUnusable, match="has format 99"):
        Adjacency.load(folder)


def test_without_takes_pairs_out_on_both_sides() -> None:
    adjacency = Adjacency.build_seed(SONGS, [None] * 4, [("a", "b"), ("b", "c")])
    rest = adjacency.without(np.array([0]), np.array([1]))
    assert rest.matrix.toarray().tolist() == [[1, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]]
    assert rest.digest != adjacency.digest
    assert adjacency.matrix[0, 1] == 1


SONG = st.integers(0, 9).map(lambda number: f"song-{number}")
ARTIST = st.integers(0, 4).map(lambda number: f"artist-{number}")
BPM = st.none() | st.sampled_from([0.0, 80.0, 82.5, 84.0, 120.0])


@given(
    relations=st.lists(st.tuples(SONG, SONG).filter(lambda pair: pair[0] != pair[1]), min_size=1),
    performed=st.lists(st.tuples(ARTIST, SONG)),
    bpms=st.lists(BPM, min_size=10, max_size=10),
    titles=st.lists(st.sampled_from(["", "one", "two"]), min_size=10, max_size=10),
    shuffle=st.randoms(use_true_random=False),
)
def test_symmetric_and_independent_of_order(
    relations: list[tuple[str, str]],
    performed: list[tuple[str, str]],
    bpms: list[float | None],
    titles: list[str],
    shuffle: random.Random,
) -> None:
    songs = [f"song-{number}" for number in range(10)]
    weights = ContextWeights(tempo=1.0)
    first = Adjacency.build_context(songs, bpms, titles, relations, performed, weights=weights)
    seed = Adjacency.build_seed(songs, bpms, relations)

    order = shuffle.sample(range(10), 10)
    again = [relation[::-1] if shuffle.random() < 0.5 else relation for relation in relations + relations[:2]]
    shuffle.shuffle(again)
    shuffle.shuffle(performed)
    columns = [[column[at] for at in order] for column in (songs, bpms, titles)]
    second = Adjacency.build_context(*columns, again, performed, weights=weights)

    assert first.digest == second.digest
    assert Adjacency.build_seed(columns[0], columns[1], again).digest == seed.digest
    for adjacency in (first, seed):
        assert (adjacency.matrix != adjacency.matrix.T).nnz == 0
        assert (adjacency.neighbours != seed.neighbours).nnz <= first.neighbours.nnz
    assert (first.neighbours.toarray() > 0).tolist() == (seed.neighbours.toarray() > 0).tolist()
    assert not first.matrix.diagonal().any()
    assert set(np.unique(seed.matrix.data)) <= {1.0, 2.0}
