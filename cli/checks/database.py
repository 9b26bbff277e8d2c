"""Is a Neo4j at hand, and is the graph in it one for this mixgraph?"""

from cli.checks.finding import Finding

SECONDS = 3.0  # until an address counts as silent


def jars() -> Finding:
    """The jars of the local Neo4j: here and whole, or to be fetched."""
    from graph.connection import configured_address
    from graph.server.jars import DOWNLOAD_BYTES, JarFolder

    folder = JarFolder.of_lock()
    size = f"{DOWNLOAD_BYTES / 1e6:.0f} MB"
    if not folder.path.exists():
        needed = "not needed while NEO4J_URI is set" if configured_address() else f"the first start fetches {size}"
        return Finding("note", f"Neo4j {folder.version} is not here yet: {needed}")
    damaged = folder.damaged()
    if damaged:
        return Finding(
            "note",
            f"{len(damaged)} of {len(folder.jars)} jars in {folder.path} are missing or damaged: {damaged[0].file_name}",
            "the next start fetches them again",
        )
    return Finding("yes", f"Neo4j {folder.version}, {len(folder.jars)} jars with the right hashes in {folder.path}")


def database() -> Finding:
    """The server that commands would use, and whose graph it holds."""
    from graph.connection import enter, standing_address

    address = standing_address()
    if address is None:
        return Finding("yes", "the local Neo4j is not running; commands start it when they need it")
    with enter(address, connection_timeout=SECONDS, retry_time=0) as found:
        server = found.read("server_version")[0]
        marker = found.read("schema/marker")[0]
        models = found.read("model") if marker["version"] is not None else []
    where = "local Neo4j" if address.local else "NEO4J_URI:"
    detail = f"{where} {address.shown}, database {address.database}, {server['version']} ({server['edition']})"
    return _graph(
        detail, marker["version"], bool(marker["nodes"]), [each for each in models if each["state"] != "active"]
    )


def _graph(detail: str, version: int | None, filled: bool, unfinished: list[dict[str, str]]) -> Finding:
    from graph.schema import VERSION

    if version is None:
        if filled:
            advice = "nothing of it is changed; the first import asks before it adds to it"
            return Finding("note", f"{detail}, holds data that is not mixgraph's", advice)
        return Finding("yes", f"{detail}, empty")
    detail = f"{detail}, schema version {version}"
    if version > VERSION:
        return Finding("no", f"{detail}; this mixgraph knows {VERSION}", "update mixgraph")
    if version < VERSION:
        return Finding(
            "note", f"{detail}; this mixgraph writes {VERSION}", "`mixgraph db migrate` brings it to this version"
        )
    if unfinished:
        ids = ", ".join(each["model_id"] for each in unfinished)
        return Finding("note", f"{detail}; the publish of {ids} was interrupted", "`mixgraph publish` goes on with it")
    return Finding("yes", detail)
