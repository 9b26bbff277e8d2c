from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.connection import Database
from graph.digest import digest_of
from graph.errors import TransactionTooLarge
from graph.loader import LoadCount
from graph.loader import load as load_rows
from graph.records import AnyRecord, FeatureRecord, Reject, RelationRecord, SongRecord
from graph.schema import Kind, Relation

THINK = SongRecord("Lyn Collins", "Think (About It)", 1972, genres=("Soul-Funk-Disco",))
ROCK = SongRecord("Rob Base & DJ E-Z Rock", "It Takes Two", 1988)
SONG = SongRecord("Kanye West; Jay-Z feat. Otis Redding", "Otis", 2011)


def claim(sampler: SongRecord = ROCK, sampled: SongRecord = THINK, source: str = "a", **more: object) -> RelationRecord:
    return RelationRecord(Relation.SAMPLES, sampler, sampled, source, **more)  # type: ignore[arg-type]


def load(database: Database, records: Iterable[RelationRecord | Reject]) -> LoadCount:
    return load_rows(database, enumerate(records, start=2))


def rejects_of(database: Database, records: Iterable[AnyRecord | Reject]) -> tuple[LoadCount, list[tuple[int, str]]]:
    rejects: list[tuple[int, str]] = []
    count = load_rows(
        database,
        enumerate(records, start=2),
        rejected=lambda reject: rejects.append((reject.line, reject.reason)),
    )
    return count, rejects


def ask(database: Database, cypher: str) -> list[list[object]]:
    return database.ask(cypher, seconds=10, rows=1000)[1]


def test_songs_artists_and_relations_are_there(database: Database) -> None:
    count = load(database, [claim(), claim(SONG)])
    assert (count.rows, count.songs, count.artists, count.relations, count.claims) == (2, 3, 5, 2, 2)
    assert ask(database, "MATCH (a)-[:SAMPLES]->(b) RETURN a.song_id, b.song_id ORDER BY a.song_id") == [
        ["kanye-west/otis", "lyn-collins/think-about-it"],
        ["rob-base-and-dj-e-z-rock/it-takes-two", "lyn-collins/think-about-it"],
    ]
    assert ask(database, "MATCH (a:Artist)-[p:PERFORMED]->({title: 'Otis'}) RETURN a.name, p.role ORDER BY a.name") == [
        ["Jay-Z", "main"],
        ["Kanye West", "main"],
        ["Otis Redding", "featured"],
    ]
    assert ask(database, "MATCH (s:Song)-[:IN_GENRE]->(g) RETURN s.title, g.name") == [
        ["Think (About It)", "Soul-Funk-Disco"]
    ]


def test_loading_again_creates_nothing(database: Database) -> None:
    records = [claim(), claim(SONG), claim(part="drums", kind=Kind.DIRECT), claim(source="b")]
    load(database, records)
    digest = digest_of(database)
    again = load(database, records)
    assert (again.created, again.claims, again.rows) == (0, 0, 4)
    assert digest_of(database) == digest


def test_claims_of_one_pair_stand_beside_each_other(database: Database) -> None:
    load(
        database,
        [claim(), claim(source="b", part="drums", kind=Kind.DIRECT, times="0:12"), claim(source="b", part="vocals")],
    )
    [[relation]] = ask(database, "MATCH ()-[r:SAMPLES]->() RETURN properties(r)")
    assert isinstance(relation, dict)
    assert relation["sources"] == ["a", "b", "b"]
    assert relation["parts"] == ["", "drums", "vocals"]
    assert relation["times"] == ["", "0:12", ""]
    assert (relation["kind"], relation["part"]) == ("direct", "drums")


def test_the_title_most_sources_say_and_the_earliest_year_win(database: Database) -> None:
    spellings = [("think (about it)", 1992, "a"), ("Think (About It)", 1972, "b"), ("Think (About It)", None, "c")]
    load(
        database,
        [claim(sampled=SongRecord("Lyn Collins", title, year), source=source) for title, year, source in spellings],
    )
    assert ask(database, "MATCH (s:Song {song_id: 'lyn-collins/think-about-it'}) RETURN s.title, s.year") == [
        ["Think (About It)", 1972]
    ]


def test_what_the_rules_catch_is_counted(database: Database) -> None:
    old, new = SongRecord("A", "Old", 1970), SongRecord("B", "New", 1990)
    records = [claim(new, old), claim(new, old), claim(old, new), claim(old, old), Reject(9, "bad row")]
    count, rejects = rejects_of(database, records)
    assert (count.rows, count.known, count.reversed_pairs, count.older_samplers) == (5, 1, 1, 1)
    assert rejects == [(5, "a song cannot take from itself"), (9, "bad row")]
    assert (count.rejected, sum(count.reasons.values())) == (2, 2)
    assert count.relations == 2


def test_the_order_of_loading_does_not_matter(bare_database: Database, database: Database) -> None:
    spellings = ["Think (About It)", "THINK (About It)", "think (about it)"]
    records = [
        claim(sampled=SongRecord("Lyn Collins", title, 1970 + at), source=f"s{at}")
        for at, title in enumerate(spellings)
    ]
    load(database, records)
    digest = digest_of(database)
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (n) WHERE NOT n:Mixgraph DETACH DELETE n").consume()
    for record in reversed(records):
        load(database, [record])
    assert digest_of(database) == digest


songs = st.builds(
    SongRecord,
    st.sampled_from(["A", "The A", "B", "a feat. C"]),
    st.sampled_from(["One", "one", "Two", "Two (Live)"]),
    st.sampled_from([None, 1970, 1990]),
)
claims = st.builds(
    RelationRecord,
    st.sampled_from(list(Relation)),
    songs,
    songs,
    st.sampled_from(["x", "y"]),
    part=st.sampled_from(["", "drums"]),
    kind=st.sampled_from(list(Kind)),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(claims, min_size=1, max_size=8), st.randoms())
def test_any_order_and_repetition_gives_one_digest(
    database: Database, records: list[RelationRecord], random: object
) -> None:
    shuffled = records * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    digests = []
    for order in (records, shuffled):
        with database.driver.session(database=database.address.database) as session:
            session.run("MATCH (n) WHERE NOT n:Mixgraph DETACH DELETE n").consume()
        for at in range(0, len(order), 3):  # several loads, as a user would
            load(database, order[at : at + 3])
        digests.append(digest_of(database))
    assert digests[0] == digests[1]


def features(database: Database, *records: FeatureRecord) -> LoadCount:
    return load_rows(database, enumerate(records, start=2))


def test_features_find_their_song(database: Database) -> None:
    load(database, [claim()])
    count, rejects = rejects_of(
        database,
        [
            FeatureRecord("LYN COLLINS", "Think [About It]", "a", 115.0, None),
            FeatureRecord("Lyn Collins", "Think (About It)", "b", 58.0, "Am"),
            FeatureRecord("Lyn Collins", "Think (About It)", "a", 116.0, None),
            FeatureRecord("Nobody", "Nothing", "a", 100.0, None),
        ],
    )
    assert (count.rows, count.features_changed, count.features_same, count.features_repeated) == (4, 2, 0, 1)
    assert rejects == [(5, "no such song in the graph")]
    assert ask(database, "MATCH (s:Song) WHERE s.bpm > 0 RETURN s.bpm, s.bpm_source, s.key, s.key_source") == [
        [115.0, "a", "Am", "b"]
    ]


def test_features_again_change_nothing_new_values_replace_and_none_erases(database: Database) -> None:
    load(database, [claim()])
    record = FeatureRecord("Lyn Collins", "Think (About It)", "a", 115.0, "Am")
    features(database, record)
    digest = digest_of(database)
    assert features(database, record).features_changed == 0
    assert digest_of(database) == digest
    assert features(database, FeatureRecord("Lyn Collins", "Think (About It)", "a", 116.0, None)).features_changed == 1
    assert ask(database, "MATCH (s:Song) WHERE s.bpm > 0 RETURN s.bpm, s.key") == [[116.0, "Am"]]


@pytest.mark.parametrize("title", ["Robert'); DROP", "} DETACH DELETE (n) //", "`", "\\", "$rows", "😀" * 50])
def test_hostile_titles_are_only_text(database: Database, title: str) -> None:
    load(database, [claim(SongRecord("A", title), THINK)])
    assert ask(database, "MATCH (s:Song)-[:SAMPLES]->() RETURN s.title") == [[title]]


def test_two_loads_at_once_lose_no_claim(database: Database) -> None:
    songs = [SongRecord(f"Artist {at}", f"Song {at}") for at in range(300)]
    sources = ["a", "b", "c"]

    def load_all(source: str) -> None:
        load(database, [claim(song, THINK, source) for song in songs])

    with ThreadPoolExecutor(len(sources)) as pool:
        list(pool.map(load_all, sources))
    claims = "MATCH (n:Song|Artist) RETURN DISTINCT size(n.sources) AS sources"
    assert ask(database, claims) == [[3]]
    assert ask(database, "MATCH ()-[r:SAMPLES]->() RETURN DISTINCT size(r.sources) AS sources") == [[3]]
    assert ask(database, "MATCH (m:Mixgraph) RETURN count(m)") == [[1]]


@pytest.fixture
def roomy(database: Database) -> Iterator[Database]:
    """A database that is emptied in small transactions, for there is no room to delete in one what went in as several."""
    yield database
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (song:Song) CALL (song) { DETACH DELETE song } IN TRANSACTIONS OF 10 ROWS").consume()


def test_what_is_too_large_for_one_transaction_goes_in_as_several(roomy: Database) -> None:
    """Addresses of 700,000 letters: Neo4j has no room for all of these rows at once, though for each half of them."""
    address = f"https://example.org/{'x' * 700_000}/"
    rows = [
        claim(SongRecord(f"A{row}", "One"), SongRecord("B", f"Two {row % 10}"), source_url=f"{address}{row}")
        for row in range(100)
    ]
    advanced: list[int] = []
    count = load_rows(roomy, enumerate([*rows, claim(THINK, THINK)], start=2), advance=advanced.append)
    assert (count.rows, count.rejected, count.songs, count.relations, count.claims) == (101, 1, 110, 100, 100)
    assert advanced == [101]
    [[sources]] = ask(roomy, "MATCH ()-[r:SAMPLES]->() RETURN count(DISTINCT r.source_urls[0])")
    assert sources == 100


def test_a_record_that_is_too_large_is_told(database: Database) -> None:
    with pytest.raises(TransactionTooLarge, match="more memory than the database gives one"):
        load(database, [claim(part="x" * 60_000_000)])
    assert ask(database, "MATCH (song:Song) RETURN count(song)") == [[0]]
