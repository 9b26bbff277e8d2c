"""Files on whatever Spark reads and writes (this machine, NFS, HDFS, S3), through the file systems that it knows."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def exists(session: "SparkSession", path: str) -> bool:
    """Whether there is a file or folder."""
    system, at = _located(session, path)
    return bool(system.exists(at))


def fetch(session: "SparkSession", source: str, target: Path) -> None:
    """Copy a file or folder to this machine."""
    system, at = _located(session, source)
    # the last argument: without a file of checksums beside each
    system.copyToLocalFile(False, at, _path(session, target.as_uri()), True)


def send(session: "SparkSession", source: Path, target: str) -> None:
    """Copy a file of this machine to `target`, over what is there."""
    system, at = _located(session, target)
    system.copyFromLocalFile(False, True, _path(session, source.as_uri()), at)


def move(session: "SparkSession", source: str, target: str) -> None:
    """Rename a file or folder within one file system; the folder of `target` exists. OSError when that fails."""
    system, at = _located(session, source)
    if not system.rename(at, _path(session, target)):
        raise OSError(f"{source} could not be renamed to {target}")


def make_folder(session: "SparkSession", path: str) -> None:
    """Make an empty folder; what was there is gone."""
    remove(session, path)
    system, at = _located(session, path)
    system.mkdirs(at)


def remove(session: "SparkSession", path: str) -> None:
    """Remove a file or folder with all that is in it, if it is there."""
    system, at = _located(session, path)
    system.delete(at, True)


def _located(session: "SparkSession", path: str) -> tuple[Any, Any]:
    at = _path(session, path)
    context: Any = session.sparkContext
    return at.getFileSystem(context._jsc.hadoopConfiguration()), at


def _path(session: "SparkSession", path: str) -> Any:
    context: Any = session.sparkContext
    return context._jvm.org.apache.hadoop.fs.Path(path)
