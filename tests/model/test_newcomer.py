"""The edges of a newcomer are those that the adjacency would give it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from model.adjacency import Adjacency, ContextWeights
from model.als.parameters import AlsParameters
from model.artefact import GRAMS_FILE
from model.label import ARTIST, SONG, TITLE
from model.newcomer import Edge, Newcomer
from tests.plain_als import model_of

BPMS = {"a/one": 100.0, "b/two": 104.0, "c/one": None, "d/three": 0.0, "e/four": 104.2}
TITLES = {song: song.partition("/")[2] for song in BPMS}
RELATIONS = [("a/one", "b/two"), ("c/one", "a/one"), ("a/one", "d/three"), ("a/one", "e/four")]
PERFORMED = [("x", "a/one"), ("y", "a/one"), ("x", "b/two")]
NEWCOMER = Newcomer(
    "a/one", 100.0, "one", {song: BPMS[song] for song in ("b/two", "c/one", "d/three", "e/four")}, ("x", "y")
)


def context(weights: ContextWeights) -> Adjacency:
    return Adjacency.build_context(
        list(BPMS), list(BPMS.values()), list(TITLES.values()), RELATIONS, PERFORMED, weights=weights
    )


def seed() -> Adjacency:
    return Adjacency.build_seed(list(BPMS), list(BPMS.values()), RELATIONS, bpm_window=4.0)


@pytest.mark.parametrize(
    "build",
    [
        lambda: context(ContextWeights()),
        lambda: context(ContextWeights(2.0, 0.0, 3.0, 0.5, bpm_window=5.0)),
        seed,
    ],
)
def test_its_edges_are_those_of_an_adjacency_that_knows_it(build: Callable[[], Adjacency]) -> None:
    adjacency = build()
    at = adjacency.ids.index("a/one")
    row = adjacency.matrix[[at]].tocoo()
    labels = [SONG] * adjacency.songs + [ARTIST] * adjacency.artists + [TITLE] * adjacency.titles
    expected = {
        Edge(labels[node], adjacency.ids[node], weight)
        for node, weight in zip(row.col.tolist(), row.data.tolist(), strict=True)
        if node != at  # the diagonal of the seed kind
    }
    assert set(NEWCOMER.edges(adjacency.kind, adjacency.parameters)) == expected


def test_a_newcomer_to_a_block_gets_songs_of_that_block(planted: Adjacency, tmp_path: Path) -> None:
    artefact = model_of(tmp_path, planted, AlsParameters(rank=8, iterations=4, alpha=10.0, regularisation=0.1))
    related: dict[str, float | None] = {"block-3/song-01": None, "block-3/song-05": None}
    newcomer = Newcomer("new/song", None, "", related, ("nobody",))
    known = artefact.knows(newcomer.edges("context", planted.parameters))
    assert [edge.node for _, edge in known] == sorted(related)
    best = [song for song, _ in artefact.best_beside(known, 12)]
    assert {song.partition("/")[0] for song in best} == {"block-3"}
    assert len(best) == 12
    # a model of an older mixgraph has no grams: they are made when they are needed
    (artefact.folder / GRAMS_FILE).unlink()
    del artefact.__dict__["_grams"]
    assert [song for song, _ in artefact.best_beside(known, 12)] == best


def test_a_node_counts_under_its_own_label_only(tmp_path: Path) -> None:
    songs = ["a", "b", "c"]
    adjacency = Adjacency.build_context(songs, [None] * 3, ["x", "x", ""], [("a", "b")], [("x", "a"), ("a", "c")])
    artefact = model_of(tmp_path, adjacency, AlsParameters(rank=2, iterations=1))
    asked = [Edge(TITLE, "x", 1.0), Edge(ARTIST, "a", 2.0), Edge(SONG, "x", 1.0), Edge(SONG, "c", 1.0)]
    assert [(at, edge.label) for at, edge in artefact.knows(asked)] == [(2, SONG), (3, ARTIST), (6 - 1, TITLE)]
