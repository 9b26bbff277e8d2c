import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from model.adjacency import Adjacency
from model.als.engine import TOP_K_SCHEMA
from model.als.factors import Factors
from model.als.parameters import AlsParameters
from model.artefact import Artefact, model_id
from model.errors import ArtefactUnusable

PARAMETERS = AlsParameters(rank=3)
SONGS = ["a", "b", "c", "d"]


@pytest.fixture
def adjacency() -> Adjacency:
    return Adjacency.build_context(SONGS, [None] * 4, [""] * 4, [("a", "b"), ("b", "c")], [("artist", "d")])


@pytest.fixture
def factors(adjacency: Adjacency) -> Factors:
    generator = np.random.default_rng(5)
    return Factors(*generator.standard_normal((2, len(adjacency), 3), np.float32))


def written(models: Path, adjacency: Adjacency, factors: Factors, **changes: Any) -> Path:
    lists = pa.table([[0, 0, 1], [3, 2, 3], [1, 2, 1], [0.5, 0.25, 0.125]], names=TOP_K_SCHEMA.names).cast(TOP_K_SCHEMA)
    told: dict[str, Any] = {
        "engine": "spark",
        "parameters": PARAMETERS,
        "versions": {"pyspark": "4"},
        "metrics": {"rmse": 0.5},
    }
    parts = [lists.slice(0, 1), lists.slice(1)]  # a list may begin in one table and end in the next
    return Artefact.write(models, adjacency, factors, parts, **(told | changes))


def test_what_is_written_is_read_again(tmp_path: Path, adjacency: Adjacency, factors: Factors) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    folder = written(tmp_path / "models", adjacency, factors, created_at=now)
    artefact = Artefact.load(folder)

    assert folder == tmp_path / "models" / artefact.model_id
    assert artefact.parameters == PARAMETERS
    assert artefact.adjacency_digest == adjacency.digest
    assert artefact.metrics == {"rmse": 0.5}
    assert artefact.manifest["engine"] == "spark"
    assert artefact.manifest["versions"] == {"pyspark": "4"}
    assert artefact.manifest["created_at"] == "2026-01-02T03:04:05+00:00"
    assert artefact.manifest["adjacency"]["kind"] == "context"
    assert isinstance(artefact.factors, np.memmap)
    assert not artefact.factors.flags.writeable
    assert np.array_equal(artefact.factors, [factors.rows, factors.columns])
    assert artefact.song_ids == SONGS
    assert (artefact.position("c"), artefact.position("artist"), artefact.position("nowhere")) == (2, None, None)
    assert list(artefact.lists()) == [("a", [("d", 0.5), ("c", 0.25)]), ("b", [("d", 0.125)])]
    assert [path.name for path in (tmp_path / "models").iterdir()] == [folder.name]


def test_scores_are_exact_over_all_songs(tmp_path: Path, adjacency: Adjacency, factors: Factors) -> None:
    artefact = Artefact.load(written(tmp_path, adjacency, factors))
    for position, song in enumerate(SONGS):
        scores = artefact.scores_for(position)
        assert scores.dtype == np.float32
        assert scores == pytest.approx(factors.preferences([position] * 4, range(4)), rel=1e-5)
        order = sorted((at for at in range(4) if at != position and scores[at] > 0), key=lambda at: -scores[at])
        assert artefact.best(song, 10) == [(SONGS[at], float(scores[at])) for at in order]
        assert artefact.best(song, 1) == artefact.best(song, 10)[:1]
    assert artefact.best("nowhere", 3) == []
    for outside in (-1, 4):
        with pytest.raises(IndexError):
            artefact.scores_for(outside)


def test_the_name_follows_from_what_went_in(adjacency: Adjacency) -> None:
    name = model_id("spark", PARAMETERS, adjacency.digest)
    assert name.startswith("als-spark-r3-")
    assert len(name) == len("als-spark-r3-") + 8
    assert name == model_id("spark", AlsParameters(rank=3), adjacency.digest)
    others = {
        model_id("native", PARAMETERS, adjacency.digest)[-8:],
        model_id("spark", AlsParameters(rank=3, seed=2), adjacency.digest)[-8:],
        model_id("spark", PARAMETERS, "0" * 64)[-8:],
    }
    assert len(others | {name[-8:]}) == 4


def test_writing_again_replaces_and_failing_leaves_the_old(
    tmp_path: Path, adjacency: Adjacency, factors: Factors
) -> None:
    folder = written(tmp_path, adjacency, factors)
    assert written(tmp_path, adjacency, factors, metrics={"rmse": None}) == folder
    with pytest.raises(ValueError, match="JSON"):
        written(tmp_path, adjacency, factors, metrics={"rmse": float("nan")})
    assert Artefact.load(folder).metrics == {"rmse": None}
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_every_damage_has_its_reason(tmp_path: Path, adjacency: Adjacency, factors: Factors) -> None:
    with pytest.raises(ArtefactUnusable, match="no model at"):
        Artefact.load(tmp_path / "nothing")
    for name in ("factors.npy", "nodes.parquet", "recommendations.parquet", "manifest.json"):
        folder = written(tmp_path, adjacency, factors)
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[:-20])
        with pytest.raises(ArtefactUnusable, match=r"damaged|cannot be read"):
            Artefact.load(folder)
        (folder / name).unlink()
        with pytest.raises(ArtefactUnusable, match="cannot be read"):
            Artefact.load(folder)


def test_content_that_does_not_fit_is_refused(tmp_path: Path, adjacency: Adjacency, factors: Factors) -> None:
    folder = written(tmp_path, adjacency, factors)
    manifest = json.loads((folder / "manifest.json").read_text())

    def with_changes(**changes: Any) -> Path:
        (folder / "manifest.json").write_text(json.dumps(manifest | changes))
        return folder

    with pytest.raises(ArtefactUnusable, match="format 2"):
        Artefact.load(with_changes(format=2))
    with pytest.raises(ArtefactUnusable, match="factors are"):
        Artefact.load(with_changes(parameters=manifest["parameters"] | {"rank": 4}))
    with pytest.raises(ArtefactUnusable, match="cannot be read"):
        Artefact.load(with_changes(parameters=manifest["parameters"] | {"alpha": -1}))
    with pytest.raises(ArtefactUnusable, match="cannot be read"):
        Artefact.load(with_changes(bytes=None))
    # same length, other bytes: seen when it is read
    with_changes()
    for name in ("nodes.parquet", "recommendations.parquet"):
        (folder / name).write_bytes(bytes(manifest["bytes"][name]))
        artefact = Artefact.load(folder)
        with pytest.raises(ArtefactUnusable, match="cannot be read"):
            list(artefact.lists())
        written(tmp_path, adjacency, factors)
    # an array of objects would be unpickled: it is not even opened
    np.save(folder / "factors.npy", np.array([{"code": "runs"}]), allow_pickle=True)
    sizes = manifest["bytes"] | {"factors.npy": (folder / "factors.npy").stat().st_size}
    with pytest.raises(ArtefactUnusable, match="cannot be read"):
        Artefact.load(with_changes(bytes=sizes))
