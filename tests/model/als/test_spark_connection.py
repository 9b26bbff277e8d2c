"""What only a process of its own shows: quiet streams, Ctrl-C, a Java that dies, nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from model.als.spark import SparkEngine
from model.als.spark_connection import SparkConnection
from model.errors import EngineFailed

SCRIPT = """\
import os, signal, sys, warnings
warnings.simplefilter("error")
from model.als.spark_connection import SparkConnection
from model.als.spark_options import SparkOptions
from model.errors import EngineFailed

def slow(session):
    session.range(2).rdd.map(lambda at: __import__("time").sleep(600)).collect()

if __name__ == "__main__":
    conf = {"spark.driver.memory": "512m", "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1"}
    with SparkConnection(SparkOptions(master="local[2]", conf=conf)) as spark:
        try:
            spark.run(slow, watch=lambda done: print("watching", flush=True))
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        print("alive", spark.run(lambda session: session.sparkContext.defaultParallelism), flush=True)
        print("java", spark._gateway.proc.pid, spark.folder, flush=True)
        os.kill(spark._gateway.proc.pid, signal.SIGKILL)
        try:
            spark.run(lambda session: session.range(10).count())
        except EngineFailed as error:
            print("failed:", error, "|", error.hint, flush=True)
    print("handler", signal.getsignal(signal.SIGINT) is signal.default_int_handler, flush=True)
"""


def test_a_session_is_quiet_hears_ctrl_c_and_survives_its_java(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    process = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment | {"PYTHONPATH": str(Path.cwd())},
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        said: dict[str, str] = {}
        for line in process.stdout:
            word, _, rest = line.strip().partition(" ")
            said[word] = rest
            if word == "watching":
                break
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        for line in process.stdout:
            word, _, rest = line.strip().partition(" ")
            said[word] = rest
            if word == "interrupted":
                assert time.monotonic() - asked < 60  # not 600
        errors = process.stderr.read()
    assert process.returncode == 0, errors
    assert errors == ""
    assert said["alive"] == "2"
    assert "ended by itself, with code -9" in said["failed:"]
    assert "spark.driver.memory" in said["failed:"]
    assert said["handler"] == "True"
    java, folder = said["java"].split(" ", 1)
    assert not psutil.pid_exists(int(java))
    assert not Path(folder).exists()


BROKEN = """\
import os, warnings
warnings.simplefilter("error")
from model.als.spark_connection import SparkConnection
from model.errors import EngineFailed

before = dict(os.environ)
with SparkConnection() as spark:
    try:
        spark.run(lambda session: session.version)
    except EngineFailed as error:
        print(error)
assert dict(os.environ) == before
"""


def test_a_java_that_cannot_start_is_explained(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'Error: this Java is broken' >&2\nexit 1\n")
    program.chmod(0o755)
    (tmp_path / "release").write_text('JAVA_VERSION="21"\nMODULES="jdk.incubator.vector"\n')
    run = subprocess.run(
        [sys.executable, "-c", BROKEN],
        env=os.environ | {"JAVA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Spark did not start on local[*]" in run.stdout
    assert "this Java is broken" in run.stdout
    assert run.stderr == ""


def test_a_second_session_is_refused_and_the_first_lives_on(spark_engine: SparkEngine) -> None:
    spark_engine._spark.run(lambda session: session.version)
    with SparkConnection() as second, pytest.raises(EngineFailed, match="another Spark session"):
        second.run(lambda session: session.version)
    assert spark_engine._spark.run(lambda session: session.sparkContext.defaultParallelism) == 2
