from pathlib import Path

import numpy as np
import pytest

from benchmarks import real_shape
from benchmarks.generate import FEATURES_FILE, RELATIONS_FILE, GeneratedGraph, generate
from benchmarks.shape import Shape, read_real
from graph.identity import bare_title, credited_artists, song_id
from graph.records import FeatureRecord, Reject, RelationRecord
from graph.sources import feature_table, relation_table
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream

# counted over real relations (see benchmarks/real_shape.py), and how far a generated graph may be away
REAL = {
    "relations_a_song": (1.1216, 0.001),
    "one_relation": (0.7235, 0.02),
    "two_relations": (0.1097, 0.02),
    "ten_relations": (0.0552, 0.01),
    "relations_of_ten_largest": (0.0691, 0.02),
    "samplers": (0.7328, 0.01),
    "both": (0.1180, 0.01),
    "largest_component": (0.9663, 0.03),
    "dangling_relations": (0.7304, 0.04),
    "artists_a_song": (1.3202, 0.03),
    "artists_of_one_song": (0.7357, 0.03),
    "same_artist_relations": (0.0523, 0.015),
    "shared_titles": (0.2141, 0.02),
    "same_title_relations": (0.0404, 0.01),
    "median_year_of_samplers": (2011, 4),
    "median_year_of_sampled": (1993, 4),
    "median_gap": (13, 4),
    "sampler_older_relations": (0.0035, 0.01),
    "bpm_known": (0.2587, 0.02),
    "key_known": (0.2510, 0.02),
    "median_bpm": (110.6, 3),
    "near_tempo_of_those": (0.2254, 0.04),
}


@pytest.fixture(scope="module")
def graph() -> GeneratedGraph:
    return generate(13_054, seed=3)


def test_a_generated_graph_has_the_shape_of_the_real_one(graph: GeneratedGraph) -> None:
    shape, _ = Shape.of(graph)

    away = {name: (getattr(shape, name), *near) for name, near in REAL.items()}
    assert {name: values for name, values in away.items() if abs(values[0] - values[1]) > values[2]} == {}
    assert 150 < shape.largest_degree < 400
    assert 80 < shape.most_songs_of_an_artist < 300


def test_larger_graphs_keep_the_shape_and_have_larger_hubs(graph: GeneratedGraph) -> None:
    small, large = Shape.of(graph)[0], Shape.of(generate(60_000, seed=3))[0]

    for name in ("one_relation", "largest_component", "dangling_relations", "artists_of_one_song", "shared_titles"):
        assert getattr(large, name) == pytest.approx(getattr(small, name), abs=0.03)
    assert large.largest_degree > 1.5 * small.largest_degree


@pytest.mark.parametrize("relations", [0.8, 1.5, 3, 5])
def test_the_number_of_relations_can_be_asked_for(relations: float) -> None:
    graph = generate(5_000, relations)

    assert len(graph.sampler) == pytest.approx(5_000 * relations, rel=0.01)


@pytest.mark.parametrize("relations", [real_shape.RELATIONS_A_SONG, 4])
def test_every_song_has_a_relation_and_an_artist_and_no_pair_stands_twice(relations: float) -> None:
    graph = generate(3_000, relations, seed=8)

    pairs = np.sort(np.stack([graph.sampler, graph.sampled], axis=1), axis=1)
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert (graph.sampler != graph.sampled).all()
    assert (np.bincount(pairs.ravel(), minlength=3_000) > 0).all()
    assert (np.unique(graph.credit_song) == np.arange(3_000)).all()
    performed = graph.credit_song * 10**6 + graph.credit_artist
    assert len(np.unique(performed)) == len(performed)


def test_a_seed_gives_one_graph(graph: GeneratedGraph) -> None:
    again, other = generate(13_054, seed=3), generate(13_054, seed=4)

    assert again.adjacency().digest == graph.adjacency().digest != other.adjacency().digest


def test_the_ids_are_those_of_an_import(graph: GeneratedGraph) -> None:
    titles, texts, ids = graph.titles.to_pylist(), graph.credits.to_pylist(), graph.song_ids.to_pylist()
    artist_ids, first = graph.artist_ids.to_pylist(), np.searchsorted(graph.credit_song, np.arange(graph.songs + 1))

    assert len(set(ids)) == graph.songs
    for at in range(0, graph.songs, 7):
        assert ids[at] == song_id(texts[at], titles[at])
        own = graph.credit_artist[first[at] : first[at + 1]]
        assert [credit.artist_id for credit in credited_artists(texts[at])] == [artist_ids[one] for one in own]
    same_keys = {}
    for title, number in zip(titles, graph.title.tolist(), strict=True):
        assert same_keys.setdefault(bare_title(title), number) == number
    assert len(same_keys) == len(set(graph.title.tolist()))


def test_what_is_written_is_read_as_the_same_graph(tmp_path: Path, graph: GeneratedGraph) -> None:
    graph.write(tmp_path)
    ids = graph.song_ids.to_pylist()

    with open_stream(tmp_path / RELATIONS_FILE) as stream:
        relations = [record for _, record in relation_table.FORMAT.read(stream, ReadOptions())]
    assert not any(isinstance(record, Reject) for record in relations)
    found = [
        (record.sampler.song_id, record.sampler.year or 0, record.sampled.song_id, record.sampled.year or 0)
        for record in relations
        if isinstance(record, RelationRecord)
    ]
    assert found == [
        (ids[one], graph.year[one], ids[other], graph.year[other])
        for one, other in zip(graph.sampler, graph.sampled, strict=True)
    ]
    with open_stream(tmp_path / FEATURES_FILE) as stream:
        features = [record for _, record in feature_table.FORMAT.read(stream, ReadOptions())]
    assert [(record.song_id, record.bpm) for record in features if isinstance(record, FeatureRecord)] == [
        (ids[at], pytest.approx(graph.bpm[at], abs=0.006)) for at in np.flatnonzero(~np.isnan(graph.bpm))
    ]
    assert sum(bool(record.key) for record in features if isinstance(record, FeatureRecord)) == (graph.key >= 0).sum()

    again = read_real(tmp_path)
    one, other = Shape.of(graph)[0], Shape.of(again)[0]
    assert vars(one) == pytest.approx(vars(other))


def test_the_adjacency_has_the_songs_artists_and_shared_titles(graph: GeneratedGraph) -> None:
    adjacency = graph.adjacency()

    shared = np.bincount(graph.title) > 1
    assert (adjacency.songs, adjacency.artists) == (graph.songs, len(np.unique(graph.credit_artist)))
    assert adjacency.titles == shared.sum()
    assert adjacency.neighbours.nnz == 2 * len(graph.sampler)
    assert graph.adjacency("seed").matrix.nnz == 2 * len(graph.sampler) + graph.songs
    with pytest.raises(ValueError, match="context or seed"):
        graph.adjacency("other")


@pytest.mark.parametrize(("songs", "relations"), [(999, 1.1), (1_000, 0.7), (1_000, 5.1)])
def test_sizes_that_cannot_be_drawn(songs: int, relations: float) -> None:
    with pytest.raises(ValueError, match="from 1,000 songs"):
        generate(songs, relations)
