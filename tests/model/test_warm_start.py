import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from model.adjacency import Adjacency
from model.als.engine import WarmEngine
from model.als.native import NativeEngine
from model.als.parameters import AlsParameters
from model.als.spark import SparkEngine
from model.artefact import MANIFEST_FILE, Artefact
from model.training import train
from model.warm_start import factors_for, find_start

PARAMETERS = AlsParameters(rank=4, iterations=3, top_k=3)
RELATIONS = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")]
PERFORMED = [("a", "a"), ("a", "b"), ("artist", "c")]  # an artist with the id of a song


def graph(songs: Sequence[str], relations: Sequence[tuple[str, str]] = RELATIONS) -> Adjacency:
    titles = ["twin" if song in "ad" else "" for song in songs]
    return Adjacency.build_context(songs, [None] * len(songs), titles, relations, PERFORMED)


def trained(
    folder: Path,
    engine: NativeEngine,
    adjacency: Adjacency,
    parameters: AlsParameters = PARAMETERS,
    *,
    warm: bool = True,
) -> Artefact:
    adjacency.save(folder / "adjacency")
    return Artefact.load(train(folder / "adjacency", engine, parameters, folder / "models", held_out=False, warm=warm))


def aged(artefact: Artefact, seconds: float) -> None:
    os.utime(artefact.folder / MANIFEST_FILE, (seconds, seconds))


def test_which_engines_can_go_on() -> None:
    assert isinstance(NativeEngine(), WarmEngine)
    assert not isinstance(SparkEngine(), WarmEngine)


def test_new_data_go_on_and_a_repeated_training_is_the_same(tmp_path: Path, native_engine: NativeEngine) -> None:
    first = trained(tmp_path, native_engine, graph("abcd"))
    assert first.manifest["start"] is None
    assert len(first.manifest["objective"]) == PARAMETERS.iterations
    aged(first, 1)
    assert trained(tmp_path, native_engine, graph("abcd")).manifest["start"] is None  # nothing is new
    aged(first, 1)

    more = graph("abcde", [*RELATIONS, ("e", "a")])
    second = trained(tmp_path, native_engine, more)
    assert second.manifest["start"] == first.model_id
    cold = trained(tmp_path / "elsewhere", native_engine, more)
    assert cold.model_id != second.model_id
    assert second.manifest["objective"][0] < cold.manifest["objective"][0]

    before = np.array(second.factors)
    again = trained(tmp_path, native_engine, more)
    assert again.model_id == second.model_id
    assert np.array_equal(again.factors, before)

    anew = trained(tmp_path, native_engine, more, warm=False)
    assert anew.model_id == cold.model_id
    assert np.array_equal(anew.factors, cold.factors)


def test_the_last_of_the_same_rank_and_kind(tmp_path: Path, native_engine: NativeEngine) -> None:
    models = tmp_path / "models"
    assert find_start(models, graph("abcd"), "native", PARAMETERS) is None
    old = trained(tmp_path, native_engine, graph("abcd"))
    newer = trained(tmp_path, native_engine, graph("abcd", RELATIONS[:3]))
    other_rank = trained(tmp_path, native_engine, graph("abcd"), AlsParameters(rank=5))
    other_kind = trained(tmp_path, native_engine, Adjacency.build_seed("abcd", [None] * 4, RELATIONS))
    for seconds, artefact in enumerate((old, newer, other_rank, other_kind)):
        aged(artefact, seconds)

    def found() -> str | None:
        start = find_start(models, graph("abcd", RELATIONS[1:]), "native", PARAMETERS)
        return start and start.model_id

    assert found() == newer.model_id
    (newer.folder / "factors.npy").write_bytes(b"")  # damaged
    assert found() == old.model_id
    # the same inputs and another engine: another model, so it is gone on from
    same = find_start(models, graph("abcd"), "native-plain", PARAMETERS)
    assert same is not None
    assert same.model_id == old.model_id


def test_factors_find_their_nodes_by_label_and_id(tmp_path: Path, native_engine: NativeEngine) -> None:
    artefact = trained(tmp_path, native_engine, graph("abcd"))
    # "b" is gone and a song stands before the others
    later = Adjacency.build_context(
        ["0", "a", "c", "d"], [None] * 4, ["", "twin", "", "twin"], [("a", "c")], [("a", "a"), ("z", "d")]
    )
    found = factors_for(artefact, later)
    old = {(label, one): at for at, (label, one) in enumerate(_nodes(artefact))}
    for at, (label, one) in enumerate(zip(later.nodes()["label"].to_pylist(), later.ids, strict=True)):
        expected = artefact.factors[:, old[label, one]] if (label, one) in old else np.zeros((2, 4))
        assert np.array_equal([found.rows[at], found.columns[at]], expected)
    assert not found.rows[0].any()
    assert found.rows[later.songs].any()
    assert not np.array_equal(found.rows[1], found.rows[later.songs])


def _nodes(artefact: Artefact) -> list[tuple[str, str]]:
    import pyarrow.parquet as pq

    nodes = pq.read_table(artefact.folder / "nodes.parquet")
    return list(zip(nodes["label"].to_pylist(), nodes["id"].to_pylist(), strict=True))


def test_models_of_before_this_was_written_down_are_gone_on_from(tmp_path: Path, native_engine: NativeEngine) -> None:
    artefact = trained(tmp_path, native_engine, graph("abcd"))
    manifest = json.loads((artefact.folder / MANIFEST_FILE).read_text())
    del manifest["start"], manifest["objective"]
    (artefact.folder / MANIFEST_FILE).write_text(json.dumps(manifest))
    found = find_start(tmp_path / "models", graph("abcd", RELATIONS[1:]), "native", PARAMETERS)
    assert found is not None
    assert found.model_id == artefact.model_id
    assert find_start(tmp_path / "models", graph("abcd"), "native", PARAMETERS) is None


@pytest.mark.parametrize("held_out", [True, False])
def test_the_fit_without_the_hidden_pairs_begins_anew(
    tmp_path: Path, planted: Adjacency, native_engine: NativeEngine, held_out: bool
) -> None:
    """A model that has seen the pairs would know them."""
    begun: list[str] = []

    class Watched(NativeEngine):
        def fit(self, *arguments):  # type: ignore[no-untyped-def]
            begun.append("anew")
            return super().fit(*arguments)

        def fit_from(self, *arguments):  # type: ignore[no-untyped-def]
            begun.append("warm")
            return super().fit_from(*arguments)

    planted.save(tmp_path / "adjacency")
    train(tmp_path / "adjacency", native_engine, PARAMETERS, tmp_path / "models", held_out=False)
    engine = Watched(2, kernels=native_engine._kernels)
    train(
        tmp_path / "adjacency",
        engine,
        AlsParameters(rank=4, top_k=2),
        tmp_path / "models",
        held_out=held_out,
        warm=True,
    )
    assert begun == (["anew", "warm"] if held_out else ["warm"])
