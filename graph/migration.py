"""Brings a graph of an older schema version to this one, step by step; an interrupted migration goes on when it is called
again."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from graph.claims import ARTIST, RELATION, SONG, Claimed, Properties
from graph.connection import Database, Work
from graph.errors import OutOfStep
from graph.identity import artist_id, credited_artists, song_id
from graph.placing import place_again
from graph.schema import VERSION
from graph.schema_setup import apply, version_of

BATCH = 5_000  # nodes or relationships a transaction
IDENTITIES = 200  # songs a transaction that get other ids

Advance = Callable[[int], None]


def migrate(database: Database, advance: Advance = lambda _: None) -> tuple[int, int]:
    """Migrate to this version; gives the versions before and after. `advance` is told of nodes and relationships done.

    Raises OutOfStep for a version that no migration starts from. Every step may be repeated, and the version is written last.
    """
    before = version = version_of(database)
    while version is not None and version < VERSION:
        if version not in MIGRATIONS:
            raise OutOfStep(f"no migration starts from schema version {version}", "import the files again")
        MIGRATIONS[version](database, advance)
        version += 1
        database.write("migrate/version", version=version)
    apply(database)
    return before or VERSION, VERSION


def _to_2(database: Database, advance: Advance) -> None:
    """Claims keep the ids they state, search knows normal forms, and the normal form itself is another."""
    database.write("migrate/drop_song_text")
    database.write("migrate/drop_artist_text")
    apply(database, indexes=False)
    while changed := database.write("migrate/stated_of_measured", limit=BATCH).rows[0]["changed"]:
        advance(changed)
    restate(database, advance)


def _to_3(database: Database, advance: Advance) -> None:
    """What a source says of one thing in several places is one claim; the fullest credit is that with most artists.

    That artists produce songs no older graph says.
    """
    for statement, join in (
        ("migrate/claimed_songs", _join_songs),
        ("migrate/repeated_artists", _join_artists),
        ("migrate/repeated_relations", _join_relations),
    ):
        for rows in _batches(database.read(statement), BATCH):
            database.transact(lambda work, join=join, rows=rows: join(work, rows))  # type: ignore[misc]
            advance(len(rows))


def _join_songs(work: Work, rows: list[dict[str, Any]]) -> None:
    work.run("lock_graph")
    found = work.found("claims_of_songs", ids=[row["song_id"] for row in rows])
    work.run("update_songs", rows=[{**row, "properties": _joined(SONG, row["properties"])} for row in found])


def _join_artists(work: Work, rows: list[dict[str, Any]]) -> None:
    work.run("lock_graph")
    found = work.found("claims_of_artists", ids=[row["artist_id"] for row in rows])
    work.run("update_artists", rows=[{**row, "properties": _joined(ARTIST, row["properties"])} for row in found])


def _join_relations(work: Work, rows: list[dict[str, Any]]) -> None:
    work.run("lock_graph")
    edges = {
        edge: _joined(RELATION, properties)
        for row in work.found("claims_of_relations", rows=rows)
        for _, _, edge, properties in row["relations"]
    }
    work.run("update_edges", rows=[{"edge": edge, "properties": properties} for edge, properties in edges.items()])


def _joined(claimed: Claimed, properties: Properties) -> Properties:
    return claimed.properties(claimed.joined(list(dict.fromkeys(claimed.of(properties)))))


def restate(database: Database, advance: Advance = lambda _: None) -> None:
    """Give songs and artists the ids that the normal form of today gives them; what was recommended stays with a song that is
    only renamed."""
    for rows in _batches(database.read("migrate/identities"), IDENTITIES):
        other = [row for row in rows if _differs(row)]
        if other:
            database.transact(partial(_restate, rows=other))
        advance(len(rows))
    database.write("migrate/lone_artists")
    database.read("await_search")


def _stated(row: dict[str, Any]) -> set[str]:
    return {song_id(credit, title) for _, title, credit, *_ in SONG.of(row["song"])}


def _differs(row: dict[str, Any]) -> bool:
    artists = {credit.artist_id for claim in SONG.of(row["song"]) for credit in credited_artists(claim[2])}
    others = any(artist_id(name) != artist for artist, names in row["named"] for name in names)
    return _stated(row) != {row["song_id"]} or artists != set(row["artists"]) or others


def _restate(work: Work, rows: list[dict[str, Any]]) -> None:
    work.run("lock_graph")
    wanted = {row["song_id"]: min(_stated(row)) for row in rows if len(_stated(row)) == 1}
    taken = set(work.found("existing_songs", ids=sorted(set(wanted.values()))))
    renamed: dict[str, str] = {}
    for song, stated in wanted.items():
        if stated not in taken:
            taken.add(stated)
            renamed[song] = stated
    work.run("migrate/rename_songs", rows=[{"song_id": song, "renamed": stated} for song, stated in renamed.items()])
    place_again(work, [renamed.get(row["song_id"], row["song_id"]) for row in rows], restated=True)


def _batches(items: list[Any], size: int) -> Iterator[list[Any]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


MIGRATIONS = {1: _to_2, 2: _to_3}  # from that version to the next
