"""The store of a local server in one file, and a file's store in place of the server's: Neo4j's own dump and load.

Neo4j does both on stopped servers only. A dump appears under its name when it is whole. A load happens in a folder of its own,
where a server has to start from it before the store changes places with the old one.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from graph.errors import GraphEmpty, InputUnusable, ServerUnavailable
from graph.server.account import password_of
from graph.server.configuration import Ports, heap_options, shipped, write_conf
from graph.server.ending import restore_replaced, stop_server
from graph.server.home import ServerHome, ServerState
from graph.server.jars import JarFolder, fetch
from graph.server.java import COLLECTOR, OPTIONS, environment, executable
from graph.server.launch import launch, make_folders, reason
from graph.server.progress import Progress, Silent
from graph.server.signals import end_with_parent

DATABASE = "neo4j"
OVERWRITE = "--overwrite-destination=true"
ADMIN_CLASS = "org.neo4j.cli.AdminTool"
BEGINNINGS = (b"DZV1", b"DGV1")  # of Neo4j's dumps, compressed by Zstandard and by gzip
FAILED = re.compile(r"Failed to (?:dump|load) database '[^']*': (.+)")
UNRECOVERED = "Active logical log"
CHECK_SECONDS = 60.0  # after which a server that only was to try a store stops, should this process have been killed


def dump_store(home: ServerHome, target: Path, progress: Progress) -> None:
    """Write the database of a local server into a file; the server is stopped, and is not started again.

    The file is whole or is what it was. Raises GraphEmpty when there is no database yet, ServerUnavailable when Neo4j cannot
    write it.
    """
    target = target.resolve()
    _check_there(home)
    jars = fetch(progress)
    # beside the target, so that it need only be renamed; first, so that a folder nobody may write to stops no server
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for last in (False, True):
            with FileLock(home.start_lock):
                restore_replaced(home)
                stop_server(home)
                _check_there(home)
                with progress.step("dumping the database"):
                    problem = _admin(home, jars, "dump", f"--to-path={folder}", OVERWRITE, DATABASE)
            if not problem:
                break
            if last or UNRECOVERED not in problem:
                raise ServerUnavailable(f"the database could not be dumped: {problem}", "nothing was changed")
            launch(
                home, progress, CHECK_SECONDS
            )  # a server that was killed left it so: a start and a stop put it right
        dumped = folder / f"{DATABASE}.dump"
        with dumped.open("rb") as file:
            os.fsync(file.fileno())
        dumped.replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def load_store(
    home: ServerHome, source: Path, progress: Progress, check: Callable[[ServerState], None] | None = None
) -> None:
    """Put the database of a dump file in place of a local server's; the server is stopped, and is not started again.

    `check` may look at a server that runs on the new store before it is put in place, and raise what it finds wrong; without
    it the store is taken as it is. Until then the old store, and a server that runs on it, are left alone. Users and passwords
    stay. Raises InputUnusable when the file is not a whole dump.
    """
    check_dump(source)
    make_folders(home)
    jars = fetch(progress)
    new = ServerHome(home.path / "loading")
    with FileLock(home.path / "load.lock"):
        _remove(new)
        try:
            make_folders(new)
            password_of(new)
            with progress.step("loading the database"), source.open("rb") as file:
                problem = _admin(new, jars, "load", "--from-stdin", DATABASE, given=file.fileno())
            if problem:
                raise InputUnusable(f"{source} cannot be loaded: {problem}", "the database is as it was")
            if check is not None:
                _try(new, source, progress, check)
            with FileLock(home.start_lock):
                _put_in_place(home, new)
        finally:
            _remove(new)


def check_dump(source: Path) -> None:
    """Refuse a file that is not a dump of Neo4j's (InputUnusable); cheap, so that it can be asked first."""
    try:
        with source.open("rb") as file:
            beginning = file.read(len(BEGINNINGS[0]))
    except OSError as error:
        raise InputUnusable(f"{source}: {error.strerror}") from error
    if beginning not in BEGINNINGS:
        raise InputUnusable(f"{source} is not a dump of a Neo4j database", "`mixgraph db dump FILE` writes one")


def _check_there(home: ServerHome) -> None:
    places = (home.data, home.replaced)
    if not any((place / "databases" / DATABASE).is_dir() for place in places):
        raise GraphEmpty("there is no local database yet")


def _try(new: ServerHome, source: Path, progress: Progress, check: Callable[[ServerState], None]) -> None:
    try:
        with progress.step("looking at what was loaded"):
            state = launch(new, Silent(), CHECK_SECONDS)
    except ServerUnavailable as error:
        why = str(error).partition(" (log: ")[0]
        raise InputUnusable(f"{source} cannot be loaded: {why}", "the database is as it was") from error
    try:
        check(state)
    finally:
        stop_server(new)


def _put_in_place(home: ServerHome, new: ServerHome) -> None:
    restore_replaced(home)
    stop_server(home)
    password_of(home)
    # what is not the graph stays: users, their passwords, the server's own number
    for folder in ("databases", "transactions"):
        shutil.rmtree(new.data / folder / "system", ignore_errors=True)
        if (home.data / folder / "system").is_dir():
            shutil.copytree(home.data / folder / "system", new.data / folder / "system")
    shutil.rmtree(new.data / "dbms", ignore_errors=True)
    shutil.copytree(home.data / "dbms", new.data / "dbms")
    (new.data / "server_id").unlink(missing_ok=True)
    if (home.data / "server_id").exists():
        shutil.copy2(home.data / "server_id", new.data / "server_id")
    os.sync()  # what takes the old store's place must be on the disk before it does
    home.data.rename(home.replaced)
    new.data.rename(home.data)
    restore_replaced(home)


def _remove(new: ServerHome) -> None:
    if new.path.exists():
        stop_server(new)
        with suppress(FileNotFoundError):
            shutil.rmtree(new.path)


def _admin(home: ServerHome, jars: JarFolder, verb: str, *arguments: str, given: int = subprocess.DEVNULL) -> str:
    """Run Neo4j's admin tool on a stopped server's folder; why it failed, or nothing."""
    make_folders(home)
    conf = shipped().read_text(encoding="utf-8")
    log = home.path / "logs" / f"{verb}.log"
    with environment(jars) as surroundings, log.open("wb") as said:
        finished = subprocess.run(
            [str(executable()), COLLECTOR, *heap_options(conf), *OPTIONS, ADMIN_CLASS, "database", verb, *arguments],
            env={**surroundings, "NEO4J_HOME": str(home.path), "NEO4J_CONF": str(write_conf(home, conf, Ports(0, 0)))},
            cwd=home.path,
            stdin=given,
            stdout=said,
            stderr=said,
            preexec_fn=end_with_parent,  # left alone it would go on and hold the store
            check=False,
        )
    if finished.returncode == 0:
        return ""
    told = FAILED.search(log.read_text(encoding="utf-8", errors="replace"))
    return told[1] if told else reason(log)
