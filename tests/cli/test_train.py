"""The whole way on the bundled catalogue, with a real Spark: import, train, recommend, network."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from importlib.resources import files
from pathlib import Path

import pytest

from graph.connection import Database
from model.als.spark import SparkEngine
from tests.conftest import Ran

CATALOGUE = Path(str(files("graph"))) / "catalogue"


@pytest.fixture
def one_spark(spark_engine: SparkEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run's Spark session in place of one that the command would start."""
    monkeypatch.setattr("model.als.spark.SparkEngine", lambda _: nullcontext(spark_engine))


@pytest.mark.usefixtures("one_spark")
def test_the_whole_way(database: Database, mixgraph: Callable[..., Ran], tmp_path: Path) -> None:
    assert mixgraph("import", CATALOGUE / "relations.tsv").code == 0
    assert mixgraph("features", CATALOGUE / "features.tsv").code == 0
    trained = mixgraph("train", "--rank", "8", "--iterations", "5")
    assert trained.code == 0, trained.err
    assert "RMSE of the preference on held-out pairs: 0." in trained.err
    assert "published als-spark-r8-" in trained.err

    songs = database.read("count")[0]["songs"]
    asked = "MATCH (s:Song)-[r:RECOMMENDED_WITH]->(o) WITH s, count(r) AS n, collect(DISTINCT o) AS others "
    asked += "RETURN count(s), max(n), sum(CASE WHEN size(others) <> n OR s IN others THEN 1 ELSE 0 END)"
    assert database.ask(asked, seconds=10, rows=1)[1] == [[songs, 50, 0]]
    known = "MATCH (s:Song)-[:RECOMMENDED_WITH]->(o)-[:SAMPLES|REMIXES]-(s) RETURN count(*)"
    assert database.ask(known, seconds=10, rows=1)[1] == [[0]]

    digest = mixgraph("status", "--digest").out
    again = mixgraph("train", "--rank", "8", "--iterations", "5")
    assert "were there already" in again.err
    assert mixgraph("status", "--digest").out == digest

    answers = json.loads(mixgraph("recommend", "Lyn Collins – Think (About It)", "--explain", "--format", "json").out)
    assert [answer["rank"] for answer in answers] == list(range(1, 11))
    assert all(answer["kind"] == "learned" and answer["score"] > 0 for answer in answers)
    assert all(answer["why"] for answer in answers)
    assert any("both" in answer["why"] or "which" in answer["why"] for answer in answers)
    assert len({answer["song_id"].partition("/")[0] for answer in answers}) == 10
    # beyond the 50 that are published, the factors on this machine go on
    many = json.loads(
        mixgraph("recommend", "chic/good-times", "-n", "120", "--bpm-tolerance", "100", "--format", "json").out
    )
    assert len(many) > 50

    page = tmp_path / "network.html"
    assert mixgraph("network", "Lyn Collins – Think (About It)", "-o", page).code == 0
    assert "Lyn Collins" in page.read_text()


@pytest.mark.usefixtures("one_spark")
def test_each_step_alone(database: Database, mixgraph: Callable[..., Ran], tmp_path: Path) -> None:
    mixgraph("import", CATALOGUE / "relations.tsv")
    folder = tmp_path / "seed matrix"
    assert mixgraph("export", "--kind", "seed", "-o", folder).out.strip() == str(folder)
    fitted = mixgraph("fit", folder, "--rank", "4", "--iterations", "3", "--no-rmse")
    assert fitted.code == 0
    assert Path(fitted.out.strip()).name.startswith("als-spark-r4-")
    assert "RMSE" not in fitted.err
    assert mixgraph("publish").code == 0
    assert database.read("model")[0]["model_id"] == Path(fitted.out.strip()).name


def test_a_damaged_adjacency_and_model_are_refused(
    database: Database, mixgraph: Callable[..., Ran], tmp_path: Path
) -> None:
    mixgraph("import", CATALOGUE / "relations.tsv")
    folder = tmp_path / "context"
    mixgraph("export", "-o", folder)
    edges = folder / "edges.parquet"
    edges.write_bytes(edges.read_bytes()[:-100])
    ran = mixgraph("fit", folder)
    assert ran.code == 5
    assert "cannot be read" in ran.err
    assert mixgraph("publish", tmp_path).code == 5
    assert mixgraph("fit", tmp_path / "none").code == 5
