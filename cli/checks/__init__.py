"""The checks of `mixgraph doctor`, in the order in which they are shown; none starts or fetches anything, none waits long."""

from functools import partial

import click

from cli.checks import database, installation, java, left_over, machine, settings
from cli.checks.finding import Check


def checks(program: click.Group) -> list[tuple[str, Check]]:
    """All checks with their names; `program` is asked for its options."""
    return [
        ("Python", installation.python),
        ("package names", installation.names),
        ("dependencies", installation.dependencies),
        ("Java for Neo4j", java.for_neo4j),
        ("Java for Spark", java.for_spark),
        ("Spark", java.spark),
        ("Neo4j's jars", database.jars),
        ("database", database.database),
        ("disk for data", machine.data_disk),
        ("disk for caches", machine.cache_disk),
        ("temporary folder", machine.temporary_disk),
        ("memory", machine.memory),
        ("ports", machine.ports),
        ("configuration file", partial(settings.file, program)),
        ("settings", partial(settings.values, program)),
        ("left over", left_over.left_over),
    ]
