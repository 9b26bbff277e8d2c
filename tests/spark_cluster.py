"""A standalone Spark cluster on this machine, of processes of its own: a master, and workers that know nothing of mixgraph."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pyspark

from model.als.java import find_java

SPARK_HOME = Path(pyspark.__file__).parent
_SECONDS = 60
# a worker has numpy and pyarrow: what a driver's machine has beside them must not be needed there
_BARE = """\
import sys

class Missing:
    @staticmethod
    def find_spec(name, *_):
        if name in ("model", "graph", "cli", "pandas", "scipy", "numba"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing)
"""


class Cluster:
    """A running cluster: its address, what a driver is told, and its workers."""

    def __init__(self, folder: Path, cores: int, memory: str) -> None:
        self.folder = folder
        self.cores = cores
        self.memory = memory
        self.processes: list[psutil.Process] = []
        self.workers: list[psutil.Process] = []
        self.address = ""
        bare = folder / "bare"
        bare.mkdir(parents=True)
        (bare / "sitecustomize.py").write_text(_BARE)
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK_", "HADOOP_"))
        } | {
            "JAVA_HOME": str(find_java().java_home(folder / "java")),
            "SPARK_HOME": str(SPARK_HOME),
            "SPARK_CONF_DIR": str(folder),
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(folder / "local"),
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_NO_DAEMONIZE": "1",
            "PYTHONPATH": str(bare),
        }

    @property
    def conf(self) -> dict[str, str]:
        """What a driver on this machine is told: small, and quick to see that a worker is gone."""
        return {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": self.memory,
            "spark.executor.memory": self.memory,
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
            "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
            "spark.shuffle.io.retryWait": "500ms",
        }

    @property
    def options(self) -> list[str]:
        """The options of `mixgraph fit`."""
        return ["--master", self.address, *(f"--spark-conf={name}={value}" for name, value in self.conf.items())]

    def submit(self, *program: str) -> list[str]:
        """The command that submits a Python program with its arguments; runs in `environment`."""
        options = [option.replace("--spark-conf=", "--conf=") for option in self.options]
        return [str(SPARK_HOME / "bin" / "spark-submit"), *options, *program]

    def start(self, workers: int) -> None:
        """Start the master, then workers, and wait until they have found each other."""
        self._launch("master", "master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        self.address = self._said("master", r"Starting Spark master at (\S+)")
        for number in range(workers):
            arguments = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0", "--cores", str(self.cores))
            work = str(self.folder / f"work-{number}")
            memory = ("--memory", self.memory, "--work-dir", work)
            self.workers.append(self._launch(f"worker-{number}", "worker.Worker", *arguments, *memory, self.address))
        for number in range(workers):
            self._said(f"worker-{number}", r"(Successfully registered with master)")

    def kill_worker(self) -> None:
        """Take one worker away with all it runs, as when its machine loses power."""
        _kill(self.workers.pop())

    def stop(self) -> None:
        """End every process that belongs to the cluster."""
        for process in self.processes:
            _kill(process)

    def _launch(self, name: str, kind: str, *arguments: str) -> psutil.Process:
        command = [str(SPARK_HOME / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *arguments]
        with (self.folder / f"{name}.log").open("wb") as log:
            process = psutil.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment, cwd=self.folder
            )
        self.processes.append(process)
        return process

    def _said(self, name: str, pattern: str) -> str:
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            log = (self.folder / f"{name}.log").read_text(errors="replace")
            if found := re.search(pattern, log):
                return found[1]
            time.sleep(0.1)
        raise TimeoutError(f"the {name} of the cluster said: {log}")


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(family, timeout=10)


@contextmanager
def spark_cluster(folder: Path, workers: int = 2, cores: int = 1, memory: str = "512m") -> Iterator[Cluster]:
    """A cluster whose logs and files lie in `folder`; nothing of it runs after the block."""
    cluster = Cluster(folder, cores, memory)
    try:
        cluster.start(workers)
        yield cluster
    finally:
        cluster.stop()
