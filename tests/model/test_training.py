from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from model.adjacency import Adjacency
from model.als.parameters import AlsParameters
from model.als.spark import SparkEngine
from model.artefact import Artefact
from model.errors import AdjacencyUnusable, EngineFailed
from model.training import train

PARAMETERS = AlsParameters(rank=8, iterations=5, top_k=4)


def test_training_gives_a_model_that_answers(tmp_path: Path, spark_engine: SparkEngine, planted: Adjacency) -> None:
    planted.save(tmp_path / "adjacency")
    steps: list[str] = []
    folder = train(
        tmp_path / "adjacency",
        spark_engine,
        PARAMETERS,
        tmp_path / "models",
        lambda step, *_: steps.append(step),
    )
    artefact = Artefact.load(folder)
    assert list(dict.fromkeys(steps)) == ["held-out", "fit", "top-k"]
    rmse = artefact.metrics["rmse"]
    assert rmse is not None
    assert 0 < rmse < 0.5  # always saying one half has 0.5
    lists = dict(artefact.lists())
    assert set(lists) == set(planted.ids)
    for song, answers in lists.items():
        position = artefact.position(song)
        assert position is not None
        scores = artefact.scores_for(position)
        assert [score for _, score in answers] == pytest.approx(
            [scores[artefact.position(other)] for other, _ in answers], rel=1e-4
        )
        # the factors tell the same order, once what is connected already is left out
        known = {planted.ids[at] for at in planted.neighbours[[position]].indices}
        beyond = [other for other, _ in artefact.best(song, 100) if other not in known][:4]
        assert [other for other, _ in answers] == beyond

    before = np.array(artefact.factors)
    again = train(tmp_path / "adjacency", spark_engine, PARAMETERS, tmp_path / "models", held_out=False)
    assert again == folder
    assert np.array_equal(Artefact.load(again).factors, before)
    assert Artefact.load(again).metrics == {}


def test_two_trainings_at_once_are_refused(tmp_path: Path, spark_engine: SparkEngine, planted: Adjacency) -> None:
    planted.save(tmp_path / "adjacency")
    (tmp_path / "models").mkdir()
    with FileLock(tmp_path / "models" / ".training.lock"), pytest.raises(EngineFailed, match="another training"):
        train(tmp_path / "adjacency", spark_engine, PARAMETERS, tmp_path / "models")


def test_without_an_adjacency_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(AdjacencyUnusable):
        train(tmp_path / "nothing", SparkEngine(), PARAMETERS, tmp_path / "models")
    assert list(tmp_path.iterdir()) == []
