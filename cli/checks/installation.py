"""Is mixgraph installed as it should be: Python, its dependencies, and nobody else's packages under the same names?"""

import importlib.metadata
import platform
import sys

from cli.checks.finding import Finding
from cli.version import version_of

OLDEST_PYTHON = ">=3.11"  # as in setup.cfg
PACKAGES = ("cli", "crawler", "graph", "model", "web")
SHOWN = ("click", "neo4j", "pyspark", "numpy", "pyarrow")


def python(version: str = platform.python_version()) -> Finding:
    """A Python that mixgraph was made for."""
    from packaging.specifiers import SpecifierSet

    detail = f"{version}, {sys.executable}"
    if SpecifierSet(OLDEST_PYTHON).contains(version, prereleases=True):
        return Finding("yes", detail)
    return Finding("no", detail, f"install mixgraph into an environment of Python {OLDEST_PYTHON}")


def foreign_owners() -> dict[str, list[str]]:
    """Our top-level names that another installed distribution owns too; pip would overwrite one by the other."""
    owners = importlib.metadata.packages_distributions()
    others = {name: sorted({owner for owner in owners.get(name, []) if owner != "mixgraph"}) for name in PACKAGES}
    return {name: found for name, found in others.items() if found}


def names() -> Finding:
    """No other distribution owns our packages' names."""
    foreign = foreign_owners()
    if not foreign:
        return Finding("yes", f"{', '.join(PACKAGES)} are mixgraph's alone")
    detail = "; ".join(f"{name} is also of {', '.join(owners)}" for name, owners in foreign.items())
    return Finding("no", detail, "install mixgraph into an environment of its own")


def dependencies() -> Finding:
    """Every dependency in a version that setup.cfg asks for."""
    from packaging.requirements import Requirement

    try:
        asked = [Requirement(text) for text in importlib.metadata.requires("mixgraph") or []]
    except importlib.metadata.PackageNotFoundError:
        return Finding("note", "mixgraph is not installed, so what it asks for is not known", "`pip install .`")
    asked = [each for each in asked if each.marker is None or each.marker.evaluate({"extra": ""})]
    wrong = []
    for each in asked:
        version = version_of(each.name)
        if not each.specifier.contains(version.replace("not installed", "0"), prereleases=True):
            wrong.append(f"{each.name} {version} (asked: {each.specifier})")
    if wrong:
        return Finding("no", "; ".join(wrong), "install mixgraph again: pip brings what it asks for")
    return Finding("yes", f"{len(asked)} as asked: {', '.join(f'{name} {version_of(name)}' for name in SHOWN)}")
