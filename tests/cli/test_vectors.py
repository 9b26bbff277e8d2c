"""`publish --vectors`, and the named query that asks the index."""

import json
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from shutil import rmtree

import numpy as np
import pytest

from graph.connection import Database
from graph.export import export
from graph.folders import models_folder
from graph.loader import load
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation
from model.adjacency import Adjacency
from model.als.factors import Factors
from model.als.parameters import AlsParameters
from model.artefact import Artefact
from tests.conftest import Ran
from tests.plain_als import model_of

SONGS = [SongRecord(f"Artist {at}", f"Song {at}") for at in range(10)]


@pytest.fixture
def artefact(database: Database) -> Iterator[Artefact]:
    pairs = [pair for at, pair in enumerate(combinations(SONGS, 2)) if at % 3]
    load(database, enumerate([RelationRecord(Relation.SAMPLES, *pair, "list") for pair in pairs], start=2))
    parameters = AlsParameters(rank=4, iterations=3, regularisation=0.1)
    found = model_of(models_folder(), export(database), parameters)
    yield found
    rmtree(found.folder)


def test_publish_with_vectors_and_without(artefact: Artefact, mixgraph: Callable[..., Ran]) -> None:
    ran = mixgraph("publish", artefact.folder, "--vectors")
    assert ran.code == 0, ran.err
    assert "10 songs have a vector" in ran.err
    assert "the vectors were there already" in mixgraph("publish", artefact.folder, "--vectors").err
    assert json.loads(mixgraph("status", "--format", "json").out)[0]["vectors"] == 10

    song = SONGS[0].song_id
    asked = mixgraph("query", "nearest-songs", "--param", f"song={song}", "--param", "limit=50", "--format", "json")
    nearest = [row["song_id"] for row in json.loads(asked.out)]
    known = artefact.song_ids
    listed = [other for other, _ in dict(artefact.lists())[song]]
    assert nearest[: len(listed)] == listed  # what the model lists, and then those of no preference
    assert song not in nearest
    assert set(nearest) <= set(known)


def test_a_rank_that_no_index_takes_is_refused(mixgraph: Callable[..., Ran], tmp_path: Path) -> None:
    adjacency = Adjacency.build_context(["a", "b"], [None] * 2, [""] * 2, [("a", "b")], [])
    folder = Artefact.write(
        tmp_path,
        adjacency,
        Factors(*np.ones((2, 2, 2048), np.float32)),
        [],
        engine="plain",
        parameters=AlsParameters(rank=2048),
        versions={},
        metrics={},
    )
    ran = mixgraph("publish", folder, "--vectors")
    assert ran.code == 2
    assert "4,097 numbers are more than the 4,096" in ran.err
