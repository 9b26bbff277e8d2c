"""The whole way on a real Spark cluster of three processes: submitted, with a worker killed in mid-fit, without its master."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from cli import main
from graph.connection import Database
from graph.folders import cache_folder
from model.adjacency import Adjacency
from model.als.factors import Factors
from model.als.native import NativeEngine
from model.als.spark import SparkEngine
from model.artefact import Artefact
from tests.conftest import Ran
from tests.spark_cluster import Cluster, spark_cluster

CATALOGUE = Path(str(files("graph"))) / "catalogue"
ROOT = Path(str(main.__file__)).parent.parent
# ALS writes a checkpoint after ten iterations: that is when a worker is killed
FIT = ("--rank", "8", "--iterations", "14", "--top-k", "20", "--no-rmse")
_SECONDS = 240


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A process that is over after the block."""
    with subprocess.Popen(
        command,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()


def kill_in_mid_fit(cluster: Cluster, process: "subprocess.Popen[str]", shared: Path) -> None:
    """Kill a worker as soon as the first checkpoint of the fit is there."""
    until = time.monotonic() + _SECONDS
    while not list(shared.glob("session-*/checkpoint/*/rdd-*")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)
    cluster.kill_worker()
    assert not list(shared.glob("session-*/fit-*")), "the fit was over"


def lists_of(folder: Path) -> pa.Table:
    return pq.read_table(folder / "recommendations.parquet")


def assert_equal_lists(one: pa.Table, other: pa.Table) -> None:
    assert one.select(["song", "other", "rank"]).equals(other.select(["song", "other", "rank"]))
    assert np.allclose(one["score"], other["score"], rtol=1e-4)


def test_export_fit_rank_publish_on_a_cluster(
    database: Database,
    mixgraph: Callable[..., Ran],
    spark_engine: SparkEngine,
    tmp_path: Path,
    data_folder: Path,
) -> None:
    shared = tmp_path / "shared"
    mixgraph("import", CATALOGUE / "relations.tsv")
    mixgraph("export", "-o", shared / "context")
    uri = (shared / "context").as_uri()
    home = os.environ | {"MIXGRAPH_HOME": str(data_folder)}

    with spark_cluster(tmp_path / "cluster") as cluster:
        # spark-submit, which has its own say about the master, of what lies on the shared path
        submitted = tmp_path / "submitted"
        arguments = [main.__file__, "fit", uri, "--shared-folder", shared.as_uri(), *FIT]
        with running(
            cluster.submit(*arguments), home | cluster.environment | {"MIXGRAPH_HOME": str(submitted)}
        ) as process:
            out, err = process.communicate(timeout=_SECONDS)
        assert process.returncode == 0, out + err
        model_id = Path(out.strip().splitlines()[-1]).name

        # the command itself, and one of two workers is killed in mid-fit
        arguments = [sys.executable, "-m", "cli.main", "fit", uri, *cluster.options, "--shared-folder", str(shared)]
        with running([*arguments, *FIT], home) as process:
            kill_in_mid_fit(cluster, process, shared)
            out, err = process.communicate(timeout=_SECONDS)
        assert process.returncode == 0, out + err
        folder = Path(out.strip())
        assert str(shared / "models" / model_id) in err
        assert "WARN" not in err

    # equal answers: one machine, two machines by spark-submit, two of which one was lost
    artefact = Artefact.load(folder)
    adjacency = Adjacency.load(shared / "context")
    here = spark_engine.fit(adjacency, artefact.parameters)
    expected = pa.concat_tables(spark_engine.top_k(adjacency, here, artefact.parameters.top_k))
    assert artefact.model_id == model_id == folder.name
    assert len(expected) > 1000
    assert_equal_lists(lists_of(folder), expected)
    assert_equal_lists(lists_of(submitted / "models" / model_id), expected)
    assert np.allclose(artefact.factors[0], here.rows, rtol=1e-3, atol=1e-5)
    assert artefact.manifest["objective"] == pytest.approx([here.objective[-1]], rel=1e-5)

    # the native engine makes the same of it: the last half-step, and the lists
    native = NativeEngine(kernels=cache_folder() / "kernels")
    rows, columns = artefact.factors
    assert np.allclose(native.half_step(adjacency, columns, artefact.parameters), rows, rtol=1e-3, atol=1e-5)
    ranked = pa.concat_tables(native.top_k(adjacency, Factors(rows, columns), artefact.parameters.top_k))
    assert_equal_lists(lists_of(folder), ranked)

    # what lies on the shared path is the model, in Parquet, and nothing else
    kept = shared / "models" / model_id
    assert sorted(path.name for path in shared.iterdir()) == ["context", "models"]
    assert (kept / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()
    rows = pq.read_table(kept / "rows.parquet").sort_by("id")
    assert np.array_equal(
        np.array(rows["features"].to_pylist(), np.float32), artefact.factors[0][rows["id"].to_numpy()]
    )
    lists = ds.dataset(kept / "recommendations.parquet", partitioning="hive").to_table().sort_by("id")
    assert pa.chunked_array(lists["best"].combine_chunks().field("other").flatten()).to_pylist() == (
        lists_of(folder)["other"].to_pylist()
    )

    published = mixgraph("publish", folder)
    assert published.code == 0, published.err
    assert database.read("model")[0]["model_id"] == model_id

    # the cluster is gone: said at once, and the model that was there stays
    dead = [sys.executable, "-m", "cli.main", "train", *cluster.options]
    began = time.monotonic()
    failed = subprocess.run([*dead], env=home, capture_output=True, text=True, check=False, timeout=_SECONDS)
    assert failed.returncode == 1, failed.stderr
    assert f"no Spark master answers at {cluster.address.removeprefix('spark://')}" in failed.stderr
    assert "start the master" in failed.stderr
    assert time.monotonic() - began < 60
    models = database.read("model")
    assert [(model["model_id"], model["state"]) for model in models] == [(model_id, "active")]
