import sys
from pathlib import Path

import pytest

from model.als.spark_options import SparkOptions


@pytest.mark.parametrize(
    ("master", "local"),
    [("local", True), ("local[*]", True), ("local[4,2]", True), ("local-cluster[1,1,1024]", False), ("yarn", False)],
)
def test_which_masters_are_this_machine(master: str, local: bool) -> None:
    assert SparkOptions(master).is_local is local


def test_a_local_session_keeps_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_HOME", "/opt/another-spark")
    options = SparkOptions()
    settings = options.settings(tmp_path)
    assert settings["spark.driver.bindAddress"] == "127.0.0.1"
    assert settings["spark.local.dir"] == str(tmp_path)
    assert options.scratch(tmp_path, "local-1") == tmp_path.as_uri()
    # whatever a Hadoop configuration says of paths without a scheme, and with a shared folder, too
    assert SparkOptions(shared_folder="hdfs:///mixgraph").scratch(tmp_path, "local-1") == tmp_path.as_uri()
    assert options.variables() == {"PYSPARK_PYTHON": sys.executable, "SPARK_HOME": None, "SPARK_CONF_DIR": None}


def test_a_cluster_uses_the_shared_folder_and_its_own_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", "/opt/python")
    options = SparkOptions("yarn", shared_folder="hdfs:///mixgraph/")
    assert options.variables() == {"PYSPARK_PYTHON": "/opt/python"}
    assert options.scratch(tmp_path, "app-7") == "hdfs:///mixgraph/session-app-7"
    assert options.shared("models/one") == "hdfs:///mixgraph/models/one"
    assert "spark.local.dir" not in options.settings(tmp_path)
    assert SparkOptions("yarn").scratch(tmp_path, "app-7") is None


def test_given_settings_win_and_java_options_are_added(tmp_path: Path) -> None:
    conf = {"spark.driver.memory": "3g", "spark.driver.extraJavaOptions": "-Dmine=1", "spark.extra": "x"}
    settings = SparkOptions(conf=conf).settings(tmp_path)
    assert (settings["spark.driver.memory"], settings["spark.extra"]) == ("3g", "x")
    assert settings["spark.driver.extraJavaOptions"].endswith("log4j2.properties -Dmine=1")
    assert [path.name for path in tmp_path.iterdir()] == ["log4j2.properties"]
