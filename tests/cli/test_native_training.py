"""`--engine native`: the whole way without Java for the fit, and what does not go together."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from graph.connection import Database
from graph.folders import cache_folder
from model.artefact import Artefact
from tests.conftest import Ran

CATALOGUE = Path(str(files("graph"))) / "catalogue"
QUICK = ("--rank", "8", "--iterations", "5")


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No model of another test to go on from; the server stays the run's."""
    monkeypatch.setattr("cli.training.models_folder", lambda: tmp_path / "models")


def test_train_goes_on_from_the_last_model(database: Database, mixgraph: Callable[..., Ran]) -> None:
    assert mixgraph("import", CATALOGUE / "relations.tsv").code == 0
    trained = mixgraph("train", "--engine", "native", *QUICK)
    assert trained.code == 0, trained.err
    assert "published als-native-r8-" in trained.err
    assert "RMSE of the preference on held-out pairs: 0." in trained.err
    assert "going on" not in trained.err
    first = database.read("model")[0]["model_id"]
    digest = mixgraph("status", "--digest").out
    again = mixgraph("train", "--engine", "native", *QUICK, "--no-rmse")
    assert "were there already" in again.err
    assert mixgraph("status", "--digest").out == digest

    songs = database.read("count")[0]["songs"]
    listed = "MATCH (s:Song)-[r:RECOMMENDED_WITH]->(o) WITH s, count(r) AS n, collect(DISTINCT o) AS others "
    listed += "RETURN count(s), max(n), sum(CASE WHEN size(others) <> n OR s IN others THEN 1 ELSE 0 END)"
    assert database.ask(listed, seconds=10, rows=1)[1] == [[songs, 50, 0]]
    warm = mixgraph("train", "--engine", "native", *QUICK, "--no-rmse", "--relations", "samples")
    assert f"going on from {first}" in warm.err
    cold = mixgraph("train", "--engine", "native", *QUICK, "--no-rmse", "--relations", "samples", "--cold")
    assert "going on" not in cold.err
    answers = json.loads(mixgraph("recommend", "Lyn Collins – Think (About It)", "--format", "json").out)
    assert all(answer["kind"] == "learned" and answer["score"] > 0 for answer in answers)


def test_fit_alone_keeps_its_kernels_in_the_cache(
    database: Database, mixgraph: Callable[..., Ran], tmp_path: Path
) -> None:
    mixgraph("import", CATALOGUE / "relations.tsv")
    folder = tmp_path / "seed matrix"
    mixgraph("export", "--kind", "seed", "-o", folder)
    fitted = mixgraph("fit", folder, "--engine", "native", *QUICK, "--no-rmse")
    assert fitted.code == 0, fitted.err
    manifest = Artefact.load(Path(fitted.out.strip())).manifest
    assert manifest["engine"] == "native"
    assert "numba" in manifest["versions"]
    assert manifest["objective"] == sorted(manifest["objective"], reverse=True)
    assert len(manifest["objective"]) == 5
    assert any(cache_folder().joinpath("kernels").rglob("*.nbi"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--engine", "native", "--master", "yarn"), "--master is an option of --engine spark"),
        (("--engine", "native", "--spark-conf", "a=b"), "--spark-conf is an option of --engine spark"),
        (("--cold",), "--warm is an option of --engine native"),
    ],
)
def test_options_of_the_other_engine_are_refused(
    mixgraph: Callable[..., Ran], tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    ran = mixgraph("fit", tmp_path, *arguments)
    assert ran.code == 2
    assert told in ran.err


def test_an_option_of_the_other_engine_in_the_configuration_is_not_meant(
    mixgraph: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIXGRAPH_FIT_MASTER", "yarn")
    ran = mixgraph("fit", tmp_path, "--engine", "native")
    assert ran.code == 5  # there is no adjacency
