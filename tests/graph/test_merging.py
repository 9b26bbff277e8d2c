import pytest

from graph.connection import Database
from graph.digest import digest_of
from graph.errors import InputUnusable
from graph.loader import load
from graph.merging import Merged, merge, merges_of, undo_merge
from graph.records import FeatureRecord, MergeRecord, RelationRecord, SongClaim, SongRecord
from graph.schema import Relation
from graph.search import resolve
from tests.graph.conftest import Ask

BREAK = SongRecord("The Winstons", "Amen, Brother", 1969, genres=("Soul",))
TYPO = SongRecord("The Winstones", "Amen Brother (7 inch)", 1970, genres=("Funk",))
TOOK, OTHER = SongRecord("Tyree", "Video Crash", 1988), SongRecord("N.W.A", "Straight Outta Compton", 1988)
KEPT, MERGED = BREAK.song_id, TYPO.song_id

RECORDS = [
    RelationRecord(Relation.SAMPLES, TOOK, BREAK, "a", part="drums"),
    RelationRecord(Relation.SAMPLES, OTHER, TYPO, "b", times="0:10"),
    RelationRecord(Relation.SAMPLES, TOOK, TYPO, "b"),
    RelationRecord(Relation.COVERS, TYPO, BREAK, "b"),
    FeatureRecord(BREAK.artist_credit, BREAK.title, "ear", 137.0, None),
    FeatureRecord(TYPO.artist_credit, TYPO.title, "ear", 68.5, "F#"),
]


@pytest.fixture
def two(database: Database) -> Database:
    """One song under two spellings that no rule joins."""
    load(database, enumerate(RECORDS, start=2))
    return database


def test_two_songs_become_one_with_all_that_was_said_of_both(two: Database, ask: Ask) -> None:
    merge(two, KEPT, MERGED)
    assert ask("MATCH (s:Song) RETURN s.song_id ORDER BY s.song_id") == [
        ["nwa/straight-outta-compton"],
        ["tyree/video-crash"],
        [KEPT],
    ]
    [[song]] = ask("MATCH (s:Song {song_id: 'winstons/amen-brother'}) RETURN properties(s)")
    assert isinstance(song, dict)
    assert (song["year"], song["stated_ids"]) == (1969, [KEPT, MERGED])
    assert set(song["titles"]) == {"Amen, Brother", "Amen Brother (7 inch)"}
    assert (song["bpm"], song["key"]) == (137.0, "F#")
    kept = "MATCH (kept:Song {song_id: 'winstons/amen-brother'}) "
    assert KEPT == "winstons/amen-brother"
    assert ask(kept + "MATCH (s)-[r:SAMPLES]->(kept) RETURN s.song_id, r.sources ORDER BY s.song_id") == [
        ["nwa/straight-outta-compton", ["b"]],
        ["tyree/video-crash", ["a", "b"]],
    ]
    assert ask(kept + "MATCH (a:Artist)-[:PERFORMED]->(kept) RETURN a.artist_id ORDER BY a.artist_id") == [
        ["winstones"],
        ["winstons"],
    ]
    assert ask(kept + "MATCH (kept)-[:IN_GENRE]->(g) RETURN g.name ORDER BY g.name") == [
        ["Funk"],
        ["Soul"],
    ]


def test_the_other_id_is_an_alias(two: Database) -> None:
    merge(two, KEPT, MERGED)
    assert resolve(two, MERGED).song_id == KEPT
    assert resolve(two, "The Winstones – Amen Brother (7 inch)").song_id == KEPT


def test_what_comes_later_goes_to_the_song_that_was_kept(two: Database, ask: Ask) -> None:
    merge(two, KEPT, MERGED)
    digest = digest_of(two)
    assert load(two, enumerate(RECORDS, start=2)).created == 0
    assert digest_of(two) == digest
    load(two, [(2, RelationRecord(Relation.SAMPLES, SongRecord("New", "One"), TYPO, "c"))])
    assert ask("MATCH ({song_id: 'new/one'})-[r:SAMPLES]->(s) RETURN s.song_id, r.sampleds") == [[KEPT, [MERGED]]]


def test_a_merge_can_be_undone(two: Database) -> None:
    digest = digest_of(two)
    merge(two, KEPT, MERGED)
    assert merges_of(two) == [Merged(KEPT, MERGED)]
    assert digest_of(two) != digest
    undo_merge(two, MERGED)
    assert digest_of(two) == digest
    assert merges_of(two) == []
    with pytest.raises(InputUnusable, match="was not merged"):
        undo_merge(two, MERGED)


def test_merges_in_a_chain_are_undone_one_by_one(two: Database) -> None:
    load(two, [(2, SongClaim(SongRecord("Winstons", "Amen, My Brother"), "c"))])
    digests = [digest_of(two)]
    merge(two, KEPT, MERGED)
    digests.append(digest_of(two))
    merge(two, "winstons/amen-my-brother", KEPT)
    assert resolve(two, MERGED).song_id == "winstons/amen-my-brother"
    undo_merge(two, KEPT)
    assert digest_of(two) == digests[1]
    undo_merge(two, MERGED)
    assert digest_of(two) == digests[0]


def test_a_song_is_not_merged_with_itself(two: Database) -> None:
    with pytest.raises(InputUnusable):
        merge(two, KEPT, KEPT)
    merge(two, KEPT, MERGED)
    digest = digest_of(two)
    load(two, [(2, MergeRecord(KEPT, MERGED))])  # round the other way: they are one already
    assert digest_of(two) == digest


def test_merges_that_a_file_brings_join_songs_that_are_there_and_those_that_come(two: Database) -> None:
    load(two, [(2, MergeRecord(MERGED, KEPT)), (3, MergeRecord("nobody/nothing", KEPT))])
    assert resolve(two, MERGED).song_id == KEPT
    load(two, [(2, SongClaim(SongRecord("Nobody", "Nothing", 1950), "d"))])
    assert resolve(two, "nobody/nothing").song_id == KEPT


def test_a_song_keeps_its_node_and_its_list_when_its_sources_own_id_comes_with_another_title(
    database: Database, ask: Ask
) -> None:
    first = SongRecord("A", "Old Title", own_ids=("whosampled:/A/Old-Title/",))
    load(database, [(2, RelationRecord(Relation.SAMPLES, first, TOOK, "w"))])
    load(database, [(2, SongClaim(SongRecord("A", "New Title", own_ids=first.own_ids), "w"))])
    assert ask("MATCH (s:Song) WHERE s.whosampled_path IS NOT NULL RETURN s.song_id, s.whosampled_path") == [
        ["a/old-title", "/A/Old-Title/"]
    ]
    for other in ("a/new-title", "whosampled:/A/Old-Title/", "A – New Title"):
        assert resolve(database, other).song_id == "a/old-title"


def test_songs_that_share_an_own_id_are_one_in_any_order(database: Database, ask: Ask) -> None:
    mbid = "mbid:11111111-1111-4111-8111-111111111111"
    claims = [
        SongClaim(SongRecord("A", "One"), "x"),
        SongClaim(SongRecord("A", "Uno"), "y"),
        SongClaim(SongRecord("A", "One", own_ids=(mbid,)), "z"),
        SongClaim(SongRecord("A", "Uno", own_ids=(mbid,)), "z"),
    ]
    digests = set()
    for order in (claims, claims[::-1], [claims[at] for at in (2, 0, 3, 1)]):
        ask_all(database)
        for claim in order:
            load(database, [(2, claim)])
        assert ask("MATCH (s:Song) RETURN count(s)") == [[1]]
        digests.add(digest_of(database))
    assert len(digests) == 1


def ask_all(database: Database) -> None:
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (n) WHERE NOT n:Mixgraph DETACH DELETE n").consume()
