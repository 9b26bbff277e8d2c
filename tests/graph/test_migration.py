"""A graph that version 1 left, brought to this version: on a server of its own, from a stored dump."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connection import Database
from graph.digest import digest_of
from graph.dump.export import export_graph
from graph.dump.model import restore_model
from graph.errors import MigrationNeeded, OutOfStep
from graph.loader import load
from graph.migration import migrate
from graph.schema import CONSTRAINTS, FULLTEXT_INDEXES, VERSION
from graph.schema_setup import check_ready, prepare, version_of
from graph.search import resolve, search
from graph.sources import graphml
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream
from graph.status import status_of
from tests.stored_graph import STORED, stored_graph

# what schema_1.md says of it, but for songs and artists: the normal form of today joins some
COUNTS = {"genres": 23, "samples": 50, "covers": 7, "remixes": 4, "recommendations": 28}


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The stored graph."""
    with stored_graph(STORED / "schema_1.dump", tmp_path_factory.mktemp("old")) as database:
        yield database


class Stopped(Exception):
    """The migration was interrupted."""


def test_a_migration_that_was_stopped_goes_on_and_ends_where_it_would_have(
    old: Database, database: Database, tmp_path: Path
) -> None:
    assert version_of(old) == 1
    for refused in (lambda: check_ready(old), lambda: prepare(old, lambda _: True)):
        with pytest.raises(MigrationNeeded) as needed:
            refused()
        assert (needed.value.exit_code, needed.value.migrates) == (5, True)
    for _ in ("after the claims", "after the ids, before the version is written"):

        def stop(_: int) -> None:
            raise Stopped

        with pytest.raises(Stopped):
            migrate(old, stop)
        assert version_of(old) == 1
    done: list[int] = []
    assert migrate(old, done.append) == (1, VERSION)
    check_ready(old)
    digest = digest_of(old)
    assert migrate(old) == (VERSION, VERSION)
    assert digest_of(old) == digest

    status = status_of(old)
    assert {name: status[name] for name in COUNTS} == COUNTS
    assert "invented-1 (active)" in status["model"]
    names = {row["name"] for row in old.read("schema/present")}
    assert {*CONSTRAINTS, *FULLTEXT_INDEXES} <= names
    # a song that version 1 had twice is one now, and search finds by normal form
    assert resolve(old, "Velvet Harbour Band – River (Keep Rolling)").song_id.startswith("velvet-harbour-band/river")
    assert search(old, "deja blue")[0].title in ("Déjà Blue", "Deja Blue")

    # the graph that its own claims make from nothing
    dump = tmp_path / "migrated.graphml"
    export_graph(old, dump, "graphml")
    with open_stream(dump) as stream:
        records = graphml.FORMAT.read(stream, ReadOptions())
        assert load(database, records).rejected == 0
        restore_model(database, records)
    assert digest_of(database) == digest


def test_a_version_that_is_newer_or_that_nothing_starts_from_is_refused(database: Database) -> None:
    with database.driver.session(database=database.address.database) as session:
        for version, match in ((VERSION + 1, "update"), (0, "import")):
            session.run("MATCH (marker:Mixgraph) SET marker.schema_version = $version", version=version).consume()
            with pytest.raises(OutOfStep) as refused:
                check_ready(database) if version else migrate(database)
            assert match in refused.value.hint
        session.run("MATCH (marker:Mixgraph) SET marker.schema_version = $version", version=VERSION).consume()
