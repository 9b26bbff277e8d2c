"""Any order of imports, forgets and merges gives the graph that what is left would give alone."""

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from graph.connection import Database
from graph.digest import digest_of
from graph.forgetting import forget
from graph.loader import load
from graph.merging import merge, merges_of, undo_merge
from graph.records import AnyRecord, FeatureRecord, RelationRecord, SongClaim, SongRecord
from graph.schema import Kind, Relation

SOURCES = ("x", "y", "z")
OWN_IDS = ("", "", "", "mbid:1", "mbid:2", "isrc:3")

songs = st.builds(
    lambda artist, title, year, duration, own_id, genre, producers, remixers, artist_ids: SongRecord(
        *(artist, title, year, duration, (genre,) if genre else (), (own_id,) if own_id else ()),
        *(artist_ids, producers, remixers),
    ),
    st.sampled_from(["A", "The A", "B; C", "a feat. C"]),
    st.sampled_from(["One", "one", "Two", "Two (Live)"]),
    st.sampled_from([None, 1970, 1990]),
    st.sampled_from([None, None, 200]),
    st.sampled_from(OWN_IDS),
    st.sampled_from(["", "Soul", "Funk"]),
    st.sampled_from([(), (), ("C",), ("The A", "P")]),
    st.sampled_from([(), (), ("C",), ("R", "r")]),
    st.sampled_from([(), (), ("mbid:a",)]),
)


def claims(source: str) -> st.SearchStrategy[AnyRecord]:
    """What one source may say."""
    return st.one_of(
        st.builds(SongClaim, songs, st.just(source)),
        st.builds(
            RelationRecord,
            st.sampled_from(list(Relation)),
            songs,
            songs,
            st.just(source),
            source_url=st.sampled_from(["", "https://one.example/1", "https://one.example/2"]),
            part=st.sampled_from(["", "drums", "vocals"]),
            kind=st.sampled_from(list(Kind)),
            times=st.sampled_from(["", "0:10", "0:10; 0:20"]),
        ),
        st.builds(
            lambda song, bpm: FeatureRecord(song.artist_credit, song.title, source, bpm, None),
            songs,
            st.sampled_from([90.0, 120.0]),
        ),
    )


class Claims(RuleBasedStateMachine):
    """The graph, and the list of what was done to it that still counts."""

    database: Database

    @initialize()
    def empty(self) -> None:
        _empty(self.database)
        self.done: list[tuple[str, object]] = []

    @rule(data=st.data(), source=st.sampled_from(SOURCES))
    def load(self, data: st.DataObject, source: str) -> None:
        records = data.draw(st.lists(claims(source), min_size=1, max_size=4))
        load(self.database, enumerate(records, start=2))
        self.done.append((source, records))

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def load_again(self, data: st.DataObject) -> None:
        records = [records for what, records in self.done if what in SOURCES]
        if records:
            chosen = data.draw(st.sampled_from(records))
            self.done.append((chosen[0].source, chosen))  # type: ignore[index]
            load(self.database, enumerate(chosen, start=2))  # type: ignore[arg-type]

    @rule(source=st.sampled_from(SOURCES))
    def forget(self, source: str) -> None:
        forget(self.database, source)
        self.done = [each for each in self.done if each[0] != source]

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        ids = _songs(self.database)
        if len(ids) > 1:
            kept, merged = data.draw(st.permutations(ids))[:2]
            merge(self.database, kept, merged)
            self.done.append(("merge", (kept, merged)))

    @rule(data=st.data())
    def undo_merge(self, data: st.DataObject) -> None:
        merges = merges_of(self.database)
        if merges:
            chosen = data.draw(st.sampled_from(merges))
            undo_merge(self.database, chosen.merged)
            self.done = [each for each in self.done if each != ("merge", (chosen.kept, chosen.merged))]

    def teardown(self) -> None:
        if not hasattr(self, "done"):
            return
        digest = digest_of(self.database)
        dump = _dump(self.database)
        _empty(self.database)
        for what, each in self.done:
            if what == "merge":
                _remember(self.database, *each)  # type: ignore[misc]
            else:
                load(self.database, enumerate(each, start=2))  # type: ignore[arg-type]
        assert _dump(self.database) == dump
        assert digest_of(self.database) == digest

    @invariant()
    def nothing_dangles(self) -> None:
        if hasattr(self, "done"):
            for statement in DANGLING:
                assert self.database.ask(statement, seconds=10, rows=5)[1] == []


DANGLING = (
    "MATCH (s:Song) WHERE s.sources IS NULL OR s.title IS NULL RETURN s.song_id",
    "MATCH (a:Artist) WHERE NOT (a)-[:PERFORMED|PRODUCED]->() OR size(a.sources) = 0 RETURN a.artist_id",
    "MATCH (a:Alias) WHERE NOT (a)-[:OF]->(:Song) RETURN a.alias",
    "MATCH (a:Alias)-[:OF]->(s) WITH a, count(s) AS songs WHERE songs <> 1 RETURN a.alias",
    "MATCH (a:Alias), (s:Song {song_id: a.alias}) RETURN a.alias",
    "MATCH ()-[r:SAMPLES|COVERS|REMIXES|PERFORMED|PRODUCED|IN_GENRE]->() WHERE size(r.sources) = 0 RETURN type(r)",
    "MATCH ()-[r:SAMPLES|COVERS|REMIXES]->() UNWIND range(0, size(r.sources) - 1) AS at WITH r, r.sources[at] AS source, "
    "r.source_urls[at] AS url, r.samplers[at] AS taking, r.sampleds[at] AS taken, count(*) AS claims "
    "WHERE url <> '' AND claims > 1 RETURN source, url",
    "MATCH (g:Genre) WHERE NOT (g)<-[:IN_GENRE]-() RETURN g.name",
)


def _empty(database: Database) -> None:
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (n) WHERE NOT n:Mixgraph DETACH DELETE n").consume()


def _songs(database: Database) -> list[str]:
    return [row[0] for row in database.ask("MATCH (s:Song) RETURN s.song_id ORDER BY s.song_id", seconds=9, rows=99)[1]]


def _remember(database: Database, kept: str, merged: str) -> None:
    from graph.records import MergeRecord

    load(database, [(2, MergeRecord(merged, kept))])


def _dump(database: Database) -> list[object]:
    """What differs is easier to see here than in a digest; ids may differ where songs have several."""
    return sorted(
        str(row[0])
        for row in database.ask(
            "MATCH (s:Song) RETURN {titles: apoc, bpm: s.bpm}".replace(
                "apoc", "COLLECT { UNWIND s.titles AS t RETURN t ORDER BY t }"
            ),
            seconds=9,
            rows=99,
        )[1]
    )


@pytest.mark.parametrize("examples", [60])
def test_any_order_equals_what_is_left(database: Database, examples: int) -> None:
    Claims.database = database
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Claims,
        settings=settings(
            max_examples=examples,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
