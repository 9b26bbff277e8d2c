"""The class archive, made by the real Java without a Neo4j, and Java's surroundings."""

import os
from pathlib import Path

import pytest

from graph.server.configuration import shipped
from graph.server.home import ServerHome
from graph.server.jars import Jar, JarFolder
from graph.server.java import ClassArchive, command, environment


@pytest.fixture
def jars(tmp_path: Path) -> JarFolder:
    folder = JarFolder(
        tmp_path / "jars ë", (Jar("org.neo4j", "neo4j", "5.0", "", ""), Jar("", "neo4j-browser", "1", "", ""))
    )
    (folder.path / "lib").mkdir(parents=True)
    for jar in folder.jars:
        folder.jar_path(jar).write_text(jar.artifact)
    return folder


def written_at_exit(options: list[str]) -> Path:
    (path,) = [option.partition("=")[2] for option in options if option.startswith("-XX:ArchiveClassesAtExit=")]
    return Path(path)


def test_an_archive_is_written_once_then_used_and_made_anew_when_damaged(jars: JarFolder) -> None:
    archive = ClassArchive(jars)
    new = written_at_exit(archive.options())
    new.write_text("classes")  # as Java does at its end
    archive.keep()
    assert not new.exists()
    used, _ = ClassArchive(jars).options()
    base, classes = map(Path, used.removeprefix("-XX:SharedArchiveFile=").split(os.pathsep))
    assert (base.stat().st_size > 0, classes.read_text()) == (True, "classes")

    for damaged in (classes, base):
        damaged.chmod(0o600)
        damaged.write_bytes(damaged.read_bytes()[:-1])
        archive = ClassArchive(jars)
        written_at_exit(archive.options()).write_text("classes")
        archive.keep()
        assert len(ClassArchive(jars).options()) == 2


def test_what_a_killed_java_left_is_removed(jars: JarFolder) -> None:
    archive = ClassArchive(jars)
    running = written_at_exit(archive.options())
    running.touch()
    left = Path(str(running).replace(str(os.getpid()), "4194305"))  # above the highest process number
    left.touch()
    ClassArchive(jars).options()
    assert (running.exists(), left.exists()) == (True, False)


def test_the_surroundings_of_the_user_do_not_reach_java(jars: JarFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JAVA_TOOL_OPTIONS", "NEO4J_PASSWORD", "CLASSPATH"):
        monkeypatch.setenv(name, "canary")
    with environment(jars) as variables:
        assert "canary" not in " ".join(variables.values())
        browser = Path(variables["CLASSPATH"].split(os.pathsep)[-1])
        assert (browser.read_text(), str(browser).isascii()) == ("neo4j-browser", True)
    assert not browser.exists()


def test_the_heap_is_that_of_the_shipped_configuration(tmp_path: Path) -> None:
    line = command(ServerHome(tmp_path), shipped().read_text(), [])
    assert {"-Xms512m", "-Xmx512m"} <= set(line)
