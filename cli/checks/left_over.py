"""What a kill or a power cut may have left behind."""

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cli.checks.finding import Finding
from graph.folders import cache_folder, config_file, data_folder, models_folder

OLD_SECONDS = 600.0  # what was written just now may belong to somebody who is still at it
TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}")  # as model.atomic_write names them


def left_over() -> Finding:
    """Temporary files, half of a download or a deletion, a server whose supervisor is gone, runs that never ended."""
    from cli.run_log import runs
    from graph.server.home import ServerHome
    from graph.server.jars import JarFolder

    told, advice = [], []
    home = ServerHome.of_user()
    if home.last_state() is not None and home.supervisor() is None:
        told.append("the local Neo4j was killed")
        advice.append("`mixgraph db stop` cleans up after it, and so does the next start")
    if home.data.with_name(f"{home.data.name}.deleted").exists():
        told.append("a reset was interrupted")
        advice.append("`mixgraph db reset` ends it")
    if JarFolder.of_lock().path.with_suffix(JarFolder.of_lock().path.suffix + ".parts").exists():
        told.append("the download of Neo4j was interrupted")
        advice.append("the next start goes on with it")
    newest = {run.command: run for run in reversed(runs())}
    for run in newest.values():
        if run.state == "unfinished":
            told.append(f"`mixgraph {run.command}` of {run.started[:16]} never ended")
            advice.append(f"run it again (`mixgraph runs show {run.id}`)")
    stale = sorted(_temporary())
    if stale:
        shown = ", ".join(map(str, stale[:5])) + (f" and {len(stale) - 5} more" if len(stale) > 5 else "")
        told.append(f"temporary files: {shown}")
        advice.append("delete them while no mixgraph runs")
    return Finding("note", "; ".join(told), "; ".join(advice)) if told else Finding("yes", "nothing")


def _temporary() -> Iterator[Path]:
    data = data_folder()
    folders = {data, data / "adjacency", data / "rejects", data / "neo4j", models_folder(), cache_folder()}
    found = [
        path
        for folder in (*folders, config_file().parent)
        for path in _listed(folder)
        if TEMPORARY.fullmatch(path.name)
    ]
    found += Path(tempfile.gettempdir()).glob("mixgraph-*")
    for path in found:
        try:
            if time.time() - path.lstat().st_mtime > OLD_SECONDS:
                yield path
        except FileNotFoundError:
            continue


def _listed(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []
