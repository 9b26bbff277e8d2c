"""Where Spark runs and how it is set up."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_JAVA_OPTIONS = "spark.driver.extraJavaOptions"
_GIB = 1 << 30
_PART_BYTES = 32 << 20
_LOG4J = """\
status = off
rootLogger.level = error
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %c{1}: %m%n%ex{short}
"""


@dataclass(frozen=True)
class SparkOptions:
    """Where Spark runs: `master` as Spark writes it, further `conf` and a folder for a cluster.

    `conf` wins over our settings, except that Java options are added to ours. `shared_folder` is a path or URI (file://,
    hdfs://, s3a://) that driver and workers reach: what a cluster reads and writes meanwhile lies there, and the model's
    Parquet in the end.
    """

    master: str = "local[*]"
    conf: Mapping[str, str] = field(default_factory=dict)
    shared_folder: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether driver and workers are threads of one process on this machine."""
        return self.master == "local" or self.master.startswith("local[")

    def shared(self, name: str) -> str | None:
        """The path of something in the shared folder; None without one."""
        return None if self.shared_folder is None else f"{self.shared_folder.rstrip('/')}/{name}"

    def scratch(self, own_folder: Path, application: str) -> str | None:
        """Where driver and workers both write what only this session needs; None when they share nothing."""
        return own_folder.as_uri() if self.is_local else self.shared(f"session-{application}")

    def settings(self, own_folder: Path) -> dict[str, str]:
        """Spark's configuration; what a session writes on this machine goes into `own_folder`."""
        log4j = own_folder / "log4j2.properties"
        log4j.write_text(_LOG4J, encoding="utf-8")
        settings = {
            "spark.master": self.master,
            "spark.app.name": "mixgraph",
            "spark.driver.memory": f"{driver_gib()}g",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            # rows are spread over the tasks already: threads of the algebra library would only fight with them
            "spark.executorEnv.OMP_NUM_THREADS": "1",
            "spark.executorEnv.OPENBLAS_NUM_THREADS": "1",
            # a table is read in parts that follow from its size, not from the cores: the same order on every machine
            "spark.sql.files.minPartitionNum": "1",
            "spark.sql.files.maxPartitionBytes": str(_PART_BYTES),
        }
        if self.is_local:
            settings |= {
                "spark.driver.host": "127.0.0.1",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.local.dir": str(own_folder),
                "spark.sql.warehouse.dir": str(own_folder / "warehouse"),
                "spark.sql.shuffle.partitions": "2",
            }
        java_options = f"-Dlog4j2.configurationFile={log4j.as_uri()} {self.conf.get(_JAVA_OPTIONS, '')}".rstrip()
        return settings | dict(self.conf) | {_JAVA_OPTIONS: java_options}

    def variables(self) -> dict[str, str | None]:
        """The environment of a start (None: unset): workers run this Python, a local session the Spark of this pyspark."""
        if self.is_local:
            return {"PYSPARK_PYTHON": sys.executable, "SPARK_HOME": None, "SPARK_CONF_DIR": None}
        return {"PYSPARK_PYTHON": os.environ.get("PYSPARK_PYTHON", sys.executable)}


def driver_gib() -> int:
    """Half of this machine's memory, 1 to 16 GiB: a limit that Java only reaches when it needs to."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        memory = 4 * _GIB
    return min(16, max(1, memory // 2 // _GIB))
