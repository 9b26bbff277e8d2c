"""A graph of an older schema version is brought to this one."""

from cli.talk import Talk


def migrate_graph(talk: Talk) -> None:
    """Migrate the configured graph, with progress."""
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.migration import migrate

    with connect(server_progress(talk)) as database:
        with talk.step("migrating the graph", unit="nodes and relationships") as step:
            before, after = migrate(database, step.advance)
        if before == after:
            talk.note(f"the graph is of schema version {after} already")
        else:
            talk.note(f"the graph is of schema version {after} now (it was of {before})")
