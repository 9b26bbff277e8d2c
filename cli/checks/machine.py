"""Has the machine room for it: disk, memory, ports?"""

import os
import shutil
import tempfile
from pathlib import Path

from cli.checks.finding import Finding
from graph.folders import cache_folder, data_folder

TIGHT_BYTES = 2_000_000_000  # jars, class archive, store, some models, what Spark spills
FULL_BYTES = 200_000_000  # an empty store and its logs
SPARK_BYTES = 1_000_000_000  # a fit of a small graph
CONTROL_GROUP = Path("/sys/fs/cgroup")


def data_disk() -> Finding:
    """Graph, models, exports."""
    return _disk(data_folder(), "MIXGRAPH_HOME names another folder")


def cache_disk() -> Finding:
    """Neo4j's jars."""
    return _disk(cache_folder(), "MIXGRAPH_CACHE names another folder")


def temporary_disk() -> Finding:
    """What Spark writes while it works."""
    return _disk(Path(tempfile.gettempdir()), "TMPDIR names another folder")


def _disk(folder: Path, elsewhere: str) -> Finding:
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not there.is_dir():
        return Finding("no", f"{there} is not a folder", elsewhere)
    free = shutil.disk_usage(there).free
    detail = f"{folder}: {_gigabytes(free)} free"
    if not os.access(there, os.W_OK | os.X_OK):
        return Finding("no", f"{detail}; you may not write to {there}", elsewhere)
    if free < FULL_BYTES:
        return Finding("no", detail, f"free some space; {elsewhere}")
    if free < TIGHT_BYTES:
        return Finding("note", detail, f"a large graph needs more than {_gigabytes(TIGHT_BYTES)}; {elsewhere}")
    return Finding("yes", detail)


def memory() -> Finding:
    """What there is, and what Neo4j and Spark take of it."""
    import psutil

    from graph.server import local
    from model.als.spark_options import driver_gib

    machine = psutil.virtual_memory()
    total, available = machine.total, machine.available
    limit = _limit(CONTROL_GROUP)
    if limit is not None and limit[0] < total:
        total, available = limit[0], min(available, limit[0] - limit[1])
    neo4j = _neo4j_bytes()
    detail = (
        f"{_gigabytes(available)} of {_gigabytes(total)} available; Neo4j takes up to {_gigabytes(neo4j)}, "
        f"Spark up to {driver_gib()} GiB"
    )
    needed = SPARK_BYTES + (0 if local.status() else neo4j)
    if available < needed:
        return Finding(
            "note", detail, "end other programs before a training; `--spark-conf spark.driver.memory=1g` asks for less"
        )
    return Finding("yes", detail)


def _limit(group: Path) -> tuple[int, int] | None:
    """The limit of a container and what it uses, in bytes; None without one."""
    try:
        return int((group / "memory.max").read_text()), int((group / "memory.current").read_text())
    except (OSError, ValueError):  # no such file; "max"
        return None


def _neo4j_bytes() -> int:
    from graph.server.configuration import settings, shipped

    found = settings(shipped().read_text(encoding="utf-8"))
    units = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
    sizes = (found["server.memory.heap.max_size"], found["server.memory.pagecache.size"])
    return sum(int(size[:-1]) * units[size[-1].lower()] for size in sizes)


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"


def ports() -> Finding:
    """Can a server listen on this machine, and which of ours does?"""
    from graph.server import local
    from graph.server.configuration import ADDRESS, free_ports

    try:
        free_ports()
    except OSError as error:
        return Finding(
            "no",
            f"no port of {ADDRESS} can be bound: {error.strerror}",
            "see that the loopback interface is up and that ports are left (`ss -s`)",
        )
    state = local.status()
    if state is None:
        return Finding("yes", f"free ones can be bound on {ADDRESS}; nothing of mixgraph's listens")
    return Finding(
        "yes",
        f"free ones can be bound on {ADDRESS}; Neo4j (process {state.java}) listens on "
        f"{state.bolt_port} (Bolt) and {state.http_port} (Browser)",
    )
