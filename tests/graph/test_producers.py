"""Who produced and who remixed a song: claims like all others."""

from collections.abc import Callable
from pathlib import Path

from graph.answers.explain import explain
from graph.answers.rules import Answer, Seed
from graph.answers.song import show
from graph.connection import Database
from graph.digest import digest_of
from graph.dump.export import export_graph
from graph.forgetting import forget
from graph.loader import load
from graph.merging import merge, undo_merge
from graph.migration import restate
from graph.records import AnyRecord, SongClaim, SongRecord
from graph.search import search_artists
from graph.sources import graphml
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream
from graph.status import status_of
from tests.conftest import Ran

Ask = Callable[[str], list[list[object]]]

DOOR = SongRecord("Ann Arbor", "Blue Door", 1991, producers=("Pat Rook", "The Dee"), remixers=("Dee", "Ann Arbor"))
OTHER = SongRecord("Ann Arbor", "Blue Door", 1991, producers=("pat rook",))
GATE = SongRecord("Lou Tin", "Red Gate", 1993, producers=("Pat Rook",))
RECORDS: list[AnyRecord] = [SongClaim(DOOR, "x"), SongClaim(OTHER, "y"), SongClaim(GATE, "y")]

PRODUCED = "MATCH (a)-[r:PRODUCED]->(s) RETURN a.artist_id, s.title, r.sources ORDER BY a.artist_id, s.title"


def told(database: Database, records: list[AnyRecord]) -> None:
    assert load(database, enumerate(records, start=2)).rejected == 0


def test_producers_and_remixers_stand_with_who_says_so(database: Database, ask: Ask) -> None:
    told(database, RECORDS)
    assert ask(PRODUCED) == [
        ["dee", "Blue Door", ["x"]],
        ["pat-rook", "Blue Door", ["x", "y"]],
        ["pat-rook", "Red Gate", ["y"]],
    ]
    # one who is credited keeps that role
    assert ask("MATCH (a)-[r:PERFORMED]->({title: 'Blue Door'}) RETURN a.artist_id, r.role ORDER BY r.role") == [
        ["ann-arbor", "main"],
        ["dee", "remixer"],
    ]
    assert status_of(database)["produced"] == 3
    digest = digest_of(database)
    again = load(database, enumerate(reversed(RECORDS), start=2))
    assert (again.created, digest_of(database)) == (0, digest)
    told(database, [SongClaim(SongRecord("Pat Rook", "By Himself", producers=("Pat Rook",)), "y")])
    assert {row["artist"]: row["songs"] for row in search_artists(database, "pat rook")} == {"Pat Rook": 3}


def test_a_name_that_is_blank_is_nobody(database: Database, ask: Ask) -> None:
    told(database, [SongClaim(SongRecord("A", "B", producers=(" ", "\u200b"), remixers=("",)), "x")])
    assert ask("MATCH (a:Artist) RETURN a.artist_id") == [["a"]]


def test_a_forgotten_source_takes_its_producers_along(database: Database, ask: Ask) -> None:
    told(database, RECORDS[1:])
    only = digest_of(database)
    told(database, RECORDS[:1])
    both = digest_of(database)
    assert forget(database, "x").artists == 1  # Dee did nothing else
    assert digest_of(database) == only
    told(database, RECORDS[:1])
    assert digest_of(database) == both
    forget(database, "y")
    assert ask(PRODUCED) == [["dee", "Blue Door", ["x"]], ["pat-rook", "Blue Door", ["x"]]]
    forget(database, "x")
    assert ask("MATCH (n) WHERE NOT n:Mixgraph RETURN labels(n)") == []


def test_producers_go_with_a_song_that_is_merged_and_come_back(database: Database, ask: Ask) -> None:
    told(database, RECORDS)
    before = digest_of(database)
    merge(database, GATE.song_id, DOOR.song_id)
    found = ask("MATCH (a)-[r:PRODUCED]->(s) UNWIND r.sources AS source RETURN a.artist_id, s.song_id, source")
    assert sorted(found) == [
        ["dee", GATE.song_id, "x"],
        *(["pat-rook", GATE.song_id, source] for source in ("x", "y", "y")),
    ]
    undo_merge(database, DOOR.song_id)
    assert digest_of(database) == before


def test_a_dump_brings_them_back(database: Database, tmp_path: Path) -> None:
    # an artist of whom the source has an id, and whom it names in two ways
    known = SongRecord("The Pat Rook", "Alone", artist_ids=("x:rook",))
    told(database, [*RECORDS, SongClaim(known, "x")])
    digest = digest_of(database)
    path = tmp_path / "dump.graphml"
    assert export_graph(database, path, "graphml")["PRODUCED"] == 3
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (n) WHERE NOT n:Mixgraph DETACH DELETE n").consume()
    with open_stream(path) as stream:
        assert load(database, graphml.FORMAT.read(stream, ReadOptions())).rejected == 0
    assert digest_of(database) == digest
    # a dump of before producers is read as ever
    older = path.read_text().replace('<data key="g.mixgraph_dump">2<', '<data key="g.mixgraph_dump">1<')
    assert older != path.read_text()
    path.write_text(older)
    with open_stream(path) as stream:
        assert load(database, graphml.FORMAT.read(stream, ReadOptions())).created == 0


def test_a_restated_graph_keeps_them_under_the_ids_of_today(database: Database, ask: Ask) -> None:
    told(database, RECORDS)
    digest = digest_of(database)
    with database.driver.session(database=database.address.database) as session:
        # as an older normal form may have named them
        session.run("MATCH (a:Artist {artist_id: 'pat-rook'}) SET a.artist_id = 'patrook'").consume()
        session.run("MATCH (a:Artist {artist_id: 'dee'}) SET a.artist_id = 'the-dee'").consume()
        session.run("MATCH (s:Song {title: 'Red Gate'}) SET s.song_id = 'lou-tin/redgate'").consume()
    restate(database)
    assert digest_of(database) == digest


def test_they_are_shown_and_explain(database: Database, mixgraph: Callable[..., Ran]) -> None:
    told(database, RECORDS)
    facts = show(database, "blue door").facts
    assert facts["artists"] == "Ann Arbor (main), Dee (remixer)"
    assert facts["producers"] == "Dee (x); Pat Rook (x, y)"
    assert facts["remixers"] == "Ann Arbor (x); Dee (x)"
    assert "Dee (x); Pat Rook (x, y)" in mixgraph("show", "blue door").out
    assert "remixers" not in mixgraph("show", "lou tin red gate").out  # nothing is said of what nobody says
    answer = Answer(GATE.song_id, "Red Gate", "Lou Tin", 1993, None, None, (), (), 0, "learned", 1.0)
    explain(database, Seed(song_id=DOOR.song_id, title="Blue Door"), [answer])
    assert answer.why == ["both were produced by Pat Rook"]
