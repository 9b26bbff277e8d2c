"""What a source says of one thing in several places is one claim, in whatever order the places are read."""

from collections.abc import Callable, Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.claims import ARTIST, RELATION, SONG, Claim, Claimed, Properties
from graph.connection import Database
from graph.digest import digest_of
from graph.loader import LoadCount, load
from graph.migration import migrate
from graph.records import AnyRecord, RelationRecord, SongClaim, SongRecord
from graph.schema import VERSION, Kind, Relation
from graph.schema_setup import version_of

Ask = Callable[[str], list[list[object]]]

sources = st.sampled_from(["x", "y"])
own_ids = st.lists(st.sampled_from(["mbid:1", "mbid:2", "isrc:3"]), max_size=3, unique=True).map(" ".join)
songs = st.tuples(
    *(sources, st.sampled_from(["One", "one"]), st.sampled_from(["A", "A; B"])),
    *(st.sampled_from([0, 1990, 1991]), st.sampled_from([0, 200, 201]), own_ids),
)
artists = st.tuples(sources, st.sampled_from(["A", "The A"]), st.sampled_from(["", "mbid:1", "mbid:2"]))
relations = st.tuples(
    *(sources, st.sampled_from(["", "https://one.example/1", "https://one.example/2"]), st.sampled_from(Kind)),
    *(st.sampled_from(["", "drums", "vocals", "multiple elements"]), st.sampled_from(["", "0:10", "0:10; 0:20"])),
    *(st.sampled_from(["", "a/other"]), st.just("")),
).map(lambda claim: (*claim[:2], claim[2].value, *claim[3:]))

KINDS = {"song": (SONG, songs), "artist": (ARTIST, artists), "relation": (RELATION, relations)}
cases = st.sampled_from(sorted(KINDS)).flatmap(
    lambda name: st.tuples(
        st.just(KINDS[name][0]),
        st.lists(KINDS[name][1], min_size=1, max_size=7, unique=True),
        st.randoms(use_true_random=False),
    )
)


def joined(claimed: Claimed, claims: Sequence[Claim]) -> set[Claim]:
    found = claimed.joined(claims)
    assert len(found) == len(set(found))
    return set(found)


def loaded(claimed: Claimed, batches: Sequence[Sequence[Claim]]) -> Properties:
    """What stands after the batches were loaded one after another."""
    standing: Properties = {}
    for batch in batches:
        properties, _ = claimed.with_claims(standing, batch)
        standing = properties if properties is not None else standing
    return standing


@given(cases)
def test_joining_knows_no_order_and_no_batches(case: tuple[Claimed, list[Claim], object]) -> None:
    claimed, claims, draw = case
    whole = joined(claimed, claims)
    assert joined(claimed, list(whole)) == whole
    shuffled = list(claims)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    assert joined(claimed, shuffled) == whole
    at = draw.randint(0, len(claims))  # type: ignore[attr-defined]
    parts = [part for part in (shuffled[:at], shuffled[at:]) if part]
    assert joined(claimed, list({claim for part in parts for claim in joined(claimed, part)})) == whole

    once, again = loaded(claimed, [claims]), loaded(claimed, [*parts, claims])
    assert set(claimed.of(once)) == set(claimed.of(again)) == whole
    facts = claimed.derive(list(whole))
    assert {name: again.get(name) for name in facts} == {name: once.get(name) for name in facts} == facts
    assert claimed.with_claims(again, claims) == (None, 0)


@given(cases)
def test_joining_loses_nothing_and_invents_nothing(case: tuple[Claimed, list[Claim], object]) -> None:
    claimed, claims, _ = case
    found = joined(claimed, claims)
    for source in {claim[0] for claim in claims}:  # what one source says is nobody else's business
        own = [claim for claim in claims if claim[0] == source]
        assert joined(claimed, own) == {claim for claim in found if claim[0] == source}
    for at in range(len(claims[0])):
        said = {claim[at] for claim in claims}
        assert {claim[at] for claim in found} <= said
    for claim in claims:
        assert any(_covers(claimed, one, claim) for one in found)


def _covers(claimed: Claimed, one: Claim, other: Claim) -> bool:
    if claimed is RELATION:
        same = one[:2] == other[:2] and one[5:] == other[5:]
        fuller = list(Kind).index(Kind(one[2])) <= list(Kind).index(Kind(other[2]))
        return same and fuller and all(len(one[at]) >= len(other[at]) for at in (3, 4))
    ids = set(other[-1].split()) <= set(one[-1].split())
    named = 3 if claimed is SONG else 2
    return (
        one[:named] == other[:named]
        and ids
        and all(b in (0, a) for a, b in zip(one[named:-1], other[named:-1], strict=True))
    )


@given(st.lists(songs, min_size=1, max_size=8, unique=True))
def test_no_claim_of_a_song_is_left_that_says_no_more_than_another(claims: list[Claim]) -> None:
    found = SONG.joined(claims)
    assert not [(a, b) for a, b in permutations(found, 2) if _covers(SONG, a, b)]


BREAK = SongRecord(
    "Lyn Collins", "Think (About It)", 1972, own_ids=("whosampled:/Lyn-Collins/Think/",), artist_ids=("x:lyn",)
)
BARE = SongRecord("Lyn Collins", "Think (About It)")
TAKER = SongRecord("Rob Base & DJ E-Z Rock", "It Takes Two", 1988)
URL = "https://one.example/sample/1/"


def said(sampled: SongRecord, url: str = URL, **more: object) -> RelationRecord:
    return RelationRecord(Relation.SAMPLES, TAKER, sampled, "pages", url, **more)  # type: ignore[arg-type]


PAGES: list[AnyRecord] = [
    said(BARE, part="drums"),
    said(BREAK, kind=Kind.DIRECT, part="multiple elements", times="0:05; 1:23"),
    said(BARE, kind=Kind.UNKNOWN, times="0:05"),
]


def told(database: Database, records: Sequence[AnyRecord]) -> LoadCount:
    return load(database, enumerate(records, start=2))


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("batches", [1, 3])
def test_pages_of_one_relation_are_one_claim(
    database: Database, ask: Ask, order: tuple[int, ...], batches: int
) -> None:
    records = [PAGES[at] for at in order]
    counts = [told(database, [each]) for each in records] if batches == 3 else [told(database, records)]
    assert (sum(count.claims for count in counts), sum(count.known for count in counts)) == (1, 2)
    assert ask("MATCH ()-[r:SAMPLES]->() RETURN r.sources, r.source_urls, r.kind, r.part, r.times") == [
        [["pages"], [URL], "direct", "multiple elements", ["0:05; 1:23"]]
    ]
    assert ask("MATCH (s:Song {year: 1972}) RETURN s.sources, s.whosampled_path") == [
        [["pages"], "/Lyn-Collins/Think/"]
    ]


def test_a_poorer_page_read_again_writes_nothing(database: Database) -> None:
    told(database, PAGES)
    digest = digest_of(database)
    again = told(database, PAGES[:1])
    assert (again.created, again.claims, again.known) == (0, 0, 1)
    assert digest_of(database) == digest


def test_other_addresses_and_none_stay_claims_of_their_own(database: Database, ask: Ask) -> None:
    count = told(database, [*PAGES, said(BARE, "https://one.example/2"), said(BARE, ""), said(BARE, "", part="drums")])
    assert (count.claims, count.known) == (4, 2)
    assert ask("MATCH ()-[r:SAMPLES]->() RETURN size(r.sources), r.part") == [[4, "drums"]]


def test_a_graph_in_which_they_are_apart_is_migrated(database: Database, ask: Ask) -> None:
    """As version 2 left it: every statement a claim."""
    told(database, PAGES)
    digest = digest_of(database)
    with database.driver.session(database=database.address.database) as session:
        session.run(
            "MATCH (:Song)-[r:SAMPLES]->(s:Song) SET r.sources = ['pages', 'pages'], r.source_urls = [$url, $url], "
            "r.kinds = ['unknown', 'direct'], r.parts = ['drums', 'multiple elements'], r.part = 'drums', "
            "r.times = ['', '0:05; 1:23'], s.sources = ['pages', 'pages'], s.titles = [s.title, s.title], "
            "s.artist_credits = [s.artist_credit, s.artist_credit], s.years = [0, 1972], "
            "s.own_ids = ['', 'whosampled:/Lyn-Collins/Think/']",
            url=URL,
        ).consume()
        session.run(
            "MATCH (a:Artist {name: 'Lyn Collins'}) SET a.sources = ['pages', 'pages'], a.names = [a.name, a.name], "
            "a.own_ids = ['', 'x:lyn']"
        ).consume()
        session.run("MATCH (m:Mixgraph) SET m.schema_version = 2").consume()
    assert digest_of(database) != digest
    done: list[int] = []
    assert migrate(database, done.append) == (2, VERSION)
    assert version_of(database) == VERSION
    assert digest_of(database) == digest
    assert sum(done) == 3
    assert told(database, PAGES).claims == 0


def test_an_artist_of_whom_a_source_has_an_id_is_not_claimed_without_it_too(database: Database, ask: Ask) -> None:
    known = SongRecord("A", "One", artist_ids=("mbid:a",))
    told(database, [SongClaim(SongRecord("A", "Two"), "x"), SongClaim(known, "x"), SongClaim(known, "y")])
    assert ask("MATCH (a:Artist) UNWIND range(0, size(a.sources) - 1) AS at RETURN a.sources[at], a.own_ids[at]") == [
        ["x", "mbid:a"],
        ["y", "mbid:a"],
    ]


def test_the_credit_with_most_artists_is_the_songs() -> None:
    claims = [("a", "The Show", credit, 1985, 0, "") for credit in ("Doug E. Fresh", "Doug E. Fresh feat. Slick Rick")]
    assert {SONG.derive(order)["artist_credit"] for order in (claims, claims[::-1])} == {
        "Doug E. Fresh feat. Slick Rick"
    }
