import pytest

from graph.connection import Database
from graph.errors import AdjacencyUnusable, GraphEmpty
from graph.export import export
from graph.loader import load
from graph.records import FeatureRecord, RelationRecord, SongRecord
from graph.schema import Relation


def song(letter: str) -> SongRecord:
    return SongRecord(f"Artist {letter}", f"Song {letter}")


@pytest.fixture
def four_songs(database: Database) -> Database:
    """The seed project's table: A and B connected at near tempos, A and C connected at far ones, D with nothing."""
    pairs = [("A", "B", Relation.SAMPLES), ("C", "A", Relation.SAMPLES), ("D", "A", Relation.COVERS)]
    records = [RelationRecord(type_, song(one), song(other), "table") for one, other, type_ in pairs]
    load(database, enumerate(records, start=2))
    bpms = {"A": 100.0, "B": 104.0, "C": 120.0, "D": 101.0}
    features = [FeatureRecord(f"Artist {letter}", f"Song {letter}", "table", bpm) for letter, bpm in bpms.items()]
    load(database, enumerate(features, start=2))
    return database


def test_the_seeds_matrix_comes_out_of_the_graph_exactly(four_songs: Database) -> None:
    adjacency = export(four_songs, "seed")
    assert list(adjacency.ids) == [f"artist-{letter}/song-{letter}" for letter in "abcd"]
    assert adjacency.matrix.toarray().tolist() == [
        [1, 2, 1, 0],
        [2, 1, 0, 0],
        [1, 0, 1, 0],
        [0, 0, 0, 1],
    ]


def test_relations_and_window_are_chosen(four_songs: Database) -> None:
    adjacency = export(four_songs, "seed", relations=[Relation.COVERS], bpm_window=1.0)
    assert adjacency.matrix.toarray()[3].tolist() == [2, 0, 0, 1]
    assert adjacency.neighbours.nnz == 2


def test_artists_and_shared_titles_are_nodes_of_the_context(database: Database) -> None:
    one, cover, other = (
        SongRecord("Nas", "One Love"),
        SongRecord("Bob; Nas", "One Love (Live)"),
        SongRecord("Bob", "Jam"),
    )
    records = [RelationRecord(Relation.SAMPLES, one, other, "x"), RelationRecord(Relation.SAMPLES, cover, other, "x")]
    load(database, enumerate(records, start=2))
    adjacency = export(database)
    assert adjacency.kind == "context"
    assert list(adjacency.ids) == ["bob/jam", "bob/one-love-live", "nas/one-love", "bob", "nas", "onelove"]
    assert (adjacency.songs, adjacency.artists, adjacency.titles) == (3, 2, 1)
    assert adjacency.matrix.toarray()[1].tolist() == [1, 0, 0, 2, 2, 1]


def test_the_export_does_not_depend_on_the_order_of_loading(bare_database: Database, four_songs: Database) -> None:
    before = export(four_songs).digest
    records = [RelationRecord(Relation.SAMPLES, song("A"), song("B"), "again")]
    load(four_songs, enumerate(records, start=2))
    assert export(four_songs).digest == before


def test_nothing_to_learn_from_is_said(database: Database) -> None:
    with pytest.raises(GraphEmpty):
        export(database)
    load(database, [(2, RelationRecord(Relation.COVERS, song("A"), song("B"), "x"))])
    with pytest.raises(AdjacencyUnusable):
        export(database)
