"""The jars of Neo4j: fetched once by jgo from the hash-locked list beside this file, and hashed again before every start."""

import hashlib
import os
import shutil
import threading
import tomllib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import ServerUnavailable
from graph.folders import cache_folder
from graph.server.progress import Progress
from model.atomic_write import atomic_folder

if TYPE_CHECKING:
    from jgo.maven import Artifact

LOCK = Path(__file__).with_name("jgo.lock.toml")
DOWNLOAD_BYTES = 155_392_952  # of the jars in LOCK, which has hashes but no sizes; for the progress bar and the notice

CONNECTIONS = 8
TIMEOUT = 20  # seconds
TRIES = 3  # what an interrupted run left there, a download, one more

# The manifest of jaxb-runtime names other jars. Java then counts those as found through it, and refuses the class archive
# unless they came before it on the class path (seen with Java 21). Browser has no classes and may lie elsewhere.
BROWSER = "neo4j-browser"
LAST_ON_CLASS_PATH = ("jaxb-runtime", BROWSER)


@dataclass(frozen=True)
class Jar:
    """One line of the lock."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def file_name(self) -> str:
        """Its name in a Maven repository, and in our folder."""
        return "-".join(filter(None, (self.artifact, self.version, self.classifier))) + ".jar"


@dataclass(frozen=True)
class JarFolder:
    """The jars of one lock in the cache, and what Java makes of them (the class archive)."""

    path: Path
    jars: tuple[Jar, ...]

    @classmethod
    def of_lock(cls, lock: Path = LOCK) -> "JarFolder":
        """The folder for this lock, there or not; another lock is another folder."""
        text = lock.read_bytes()
        jars = tuple(
            Jar(each["groupId"], each["artifactId"], each["version"], each.get("classifier", ""), each["sha256"])
            for each in tomllib.loads(text.decode())["dependencies"]
        )
        name = f"neo4j-{jars[0].version}-{hashlib.sha256(text).hexdigest()[:12]}"
        return cls(cache_folder() / name, jars)

    @property
    def version(self) -> str:
        """The version of Neo4j."""
        return self.jars[0].version

    def jar_path(self, jar: Jar) -> Path:
        """Where a jar lies."""
        return self.path / "lib" / jar.file_name

    def class_path(self) -> list[Path]:
        """The jars of the lock and no others, in an order that Java can keep an archive of; Browser is the last."""
        first = [jar for jar in self.jars if jar.artifact not in LAST_ON_CLASS_PATH]
        last = [jar for name in LAST_ON_CLASS_PATH for jar in self.jars if jar.artifact == name]
        return [self.jar_path(jar) for jar in first + last]

    def damaged(self) -> list[Jar]:
        """The jars that are missing or not what the lock says (0.1 s for all of them)."""
        good = matching((self.jar_path(jar), jar.sha256) for jar in self.jars)
        return [jar for jar in self.jars if self.jar_path(jar) not in good]


def sha256_of(path: Path) -> str:
    """The hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def matching(expected: Iterable[tuple[Path, str]]) -> set[Path]:
    """The files that are there and have the SHA-256 that stands beside them; read in parallel."""

    def fits(pair: tuple[Path, str]) -> bool:
        path, sha256 = pair
        try:
            return sha256_of(path) == sha256
        except FileNotFoundError:
            return False

    pairs = list(expected)
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        return {path for (path, _), fit in zip(pairs, pool.map(fits, pairs), strict=True) if fit}


def fetch(progress: Progress, lock: Path = LOCK) -> JarFolder:
    """The folder with every jar of the lock, each with the right SHA-256; what is missing or damaged is fetched.

    Nothing appears in the folder before all of it is right. The repository is Maven Central, or what the user's jgo
    configuration names. Raises ServerUnavailable: no network, a jar that is not what the lock says, no space.
    """
    from filelock import FileLock

    folder = JarFolder.of_lock(lock)
    damaged = folder.damaged()
    if damaged:
        folder.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.path.parent / "neo4j.lock"):
            damaged = folder.damaged()  # somebody else may have fetched them while we waited
            if damaged:
                _install(folder, damaged, progress)
    return folder


def _install(folder: JarFolder, missing: Sequence[Jar], progress: Progress) -> None:
    parts = folder.path.with_name(folder.path.name + ".parts")  # kept when interrupted: the next run goes on from there
    _announce(folder, missing, progress)
    total = DOWNLOAD_BYTES if len(missing) == len(folder.jars) else None
    try:
        with progress.step("fetching Neo4j", total) as arrived:
            fetched = _fetch_all(missing, parts, arrived)
        with atomic_folder(folder.path) as new:
            (new / "lib").mkdir()
            for jar in folder.jars:
                source = fetched.get(jar) or folder.jar_path(jar)
                try:
                    os.link(source, new / "lib" / jar.file_name)
                except OSError:  # a file system without hard links
                    shutil.copy2(source, new / "lib" / jar.file_name)
    except OSError as error:
        raise ServerUnavailable(f"could not write to {folder.path.parent}: {error.strerror or error}") from error
    shutil.rmtree(parts, ignore_errors=True)


def _announce(folder: JarFolder, missing: Sequence[Jar], progress: Progress) -> None:
    if len(missing) < len(folder.jars):
        progress.tell(
            f"{missing[0].file_name} is not what was installed: fetching {len(missing)} of Neo4j's jars again"
        )
        return
    progress.tell(
        f"Neo4j {folder.version} (Community, with Neo4j Browser) is fetched once: "
        f"{DOWNLOAD_BYTES / 1e6:.0f} MB into {folder.path}"
    )
    progress.tell("It is licensed under the GPL-3 and runs as a program of its own beside mixgraph (Apache-2.0).")


def _fetch_all(jars: Sequence[Jar], parts: Path, arrived: Callable[[int], None]) -> dict[Jar, Path]:
    from graph.server.maven import place, repository

    context = repository(parts, TIMEOUT, _one_at_a_time(arrived))

    def fetch_one(jar: Jar) -> Path:
        component = context.project(jar.group, jar.artifact).at_version(jar.version)
        artifact = component.artifact(jar.classifier, "jar")
        if place(artifact).exists():
            arrived(place(artifact).stat().st_size)
        return _fetch_jar(jar, artifact)

    pool = ThreadPoolExecutor(CONNECTIONS)
    try:
        return dict(zip(jars, pool.map(fetch_one, jars), strict=True))
    finally:
        # after a failure or Ctrl-C the rest need not be tried
        pool.shutdown(cancel_futures=True)


def _fetch_jar(jar: Jar, artifact: "Artifact") -> Path:
    # jgo writes under the final name and trusts what lies there: a half-fetched jar shows by its hash alone
    from graph.server.maven import TransferBroken, TransferFailed, place, resolve

    problem = ""
    for _ in range(TRIES):
        try:
            path = resolve(artifact)
        except TransferBroken as error:
            problem = f"could not be fetched: {error}"
        except TransferFailed as error:
            raise ServerUnavailable(f"{jar.file_name} could not be fetched: {error}") from error
        else:
            if matching([(path, jar.sha256)]):
                return path
            problem = f"is not the file that {LOCK.name} names (its SHA-256 differs) and was refused"
        with suppress(FileNotFoundError):
            place(artifact).unlink()
    raise ServerUnavailable(f"{jar.file_name} {problem}")


def _one_at_a_time(function: Callable[[int], None]) -> Callable[[int], None]:
    # the bar is drawn by the caller, who need not know of our threads
    lock = threading.Lock()

    def locked(amount: int) -> None:
        with lock:
            function(amount)

    return locked
