"""A real graph out and in again, with an equal digest; both formats, with everything a graph can hold."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.connection import Database
from graph.digest import digest_of
from graph.dump.export import DumpFormat, export_graph
from graph.dump.model import restore_model
from graph.errors import InputUnusable, OutOfStep
from graph.loader import LoadCount, load
from graph.merging import merge
from graph.publish import publish
from graph.records import (
    AnyRecord,
    FeatureRecord,
    MergeRecord,
    Reject,
    RelationRecord,
    SongClaim,
    SongRecord,
    SourceRecord,
)
from graph.schema import Kind, Relation
from graph.sources import graph_csv, graphml
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream
from tests.conftest import Ran
from tests.graph.conftest import LISTS, PAYBACK, THINK, TWO, Ask, model

FORMS: list[tuple[DumpFormat, str]] = [
    ("graphml", "dump.graphml"),
    ("graphml", "dump.graphml.gz"),
    ("graphml", "dump.graphml.xz"),
    ("graphml", "dump.graphml.zst"),
    ("csv", "dump.zip"),
    ("csv", "dump"),
]


def empty(database: Database) -> None:
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (node) WHERE NOT node:Mixgraph DETACH DELETE node").consume()


def import_dump(database: Database, path: Path) -> tuple[LoadCount, list[Reject]]:
    rejects: list[Reject] = []
    with open_stream(path) as stream:
        form = next(each for each in (graphml.FORMAT, graph_csv.FORMAT) if each.recognises(stream))
        records = form.read(stream, ReadOptions())
        count = load(database, records, rejected=rejects.append)
        restore_model(database, records)
    return count, rejects


@pytest.fixture
def everything(songs: Database) -> Database:
    """Merges, aliases, own ids, artists' ids, genres of several sources, features under each of them, and a model."""
    plain = SongRecord(
        "Lyn Collins", "Think (About It) Again", 1972, 205, ("Funk", "Soul"), ("mbid:t", "isrc:1"), ("mbid:lyn",)
    )
    renamed = SongRecord(
        *("Lyn Collins", "Think (About It)", 1975, None, ("Soul",), ("mbid:t",)),
        producers=("James Brown", "Lyn's \x01 Man"),
        remixers=("DJ <b>",),
    )
    records: list[AnyRecord] = [
        SourceRecord("musicbrainz", "https://musicbrainz.org/doc/About/Data_License", "CC0-1.0"),
        SongClaim(plain, "musicbrainz"),
        SongClaim(renamed, "other = list"),
        RelationRecord(
            *(
                Relation.SAMPLES,
                TWO,
                plain,
                "musicbrainz",
                "https://x.example/?a=1&b=2",
                Kind.DIRECT,
                "drums",
                "0:10; 0:20",
            )
        ),
        RelationRecord(Relation.SAMPLES, TWO, THINK, "other = list", kind=Kind.INTERPOLATION),
        RelationRecord(Relation.COVERS, THINK, TWO, "other = list"),
        RelationRecord(Relation.REMIXES, SongRecord("DJ <b>&amp;", "\x01'=1+1\r\n\tx\ufffe"), PAYBACK, "other = list"),
        FeatureRecord("nobody", "nothing", "meter", 113.25, "C", own_ids=("isrc:1",)),
        FeatureRecord("Lyn Collins", "Think (About It) Again", "meter", 56.5, "Am"),
        MergeRecord("james-brown/mind-power", PAYBACK.song_id),
        SongClaim(SongRecord("ДДТ; Кино", "Ой — ‏שלום 🎧", 1987), "other = list"),
    ]
    load(songs, enumerate(records, start=2))
    merge(songs, TWO.song_id, "rob-base-and-dj-e-z-rock/get-on-the-dance-floor")
    gone = "rob-base-and-dj-e-z-rock/get-on-the-dance-floor"
    publish(songs, model("m1"), [(song, [each for each in others if each[0] != gone]) for song, others in LISTS])
    return songs


@pytest.mark.parametrize(("form", "name"), FORMS)
def test_a_graph_comes_back_with_its_digest(
    everything: Database, tmp_path: Path, ask: Ask, form: DumpFormat, name: str
) -> None:
    recommended = (
        "MATCH (a)-[r:RECOMMENDED_WITH]->(b) RETURN a.song_id, b.song_id, r.rank, r.learned, r.tempo, r.key, r.model_id "
        "ORDER BY a.song_id, r.rank"
    )
    digest, lists = digest_of(everything), ask(recommended)
    written = export_graph(everything, tmp_path / name, form)
    assert (written["Model"], written["Merge"], written["RECOMMENDED_WITH"]) == (1, 2, 7)
    empty(everything)
    _, rejects = import_dump(everything, tmp_path / name)
    assert rejects == []
    assert digest_of(everything) == digest
    assert ask(recommended) == lists
    again, _ = import_dump(everything, tmp_path / name)
    assert (again.created, again.claims, again.features_changed) == (0, 0, 0)
    assert digest_of(everything) == digest


@pytest.mark.parametrize(("form", "name"), [("graphml", "dump.graphml"), ("csv", "dump.zip")])
def test_the_same_graph_gives_the_same_bytes(everything: Database, tmp_path: Path, form: DumpFormat, name: str) -> None:
    export_graph(everything, tmp_path / name, form)
    first = (tmp_path / name).read_bytes()
    empty(everything)
    import_dump(everything, tmp_path / name)
    export_graph(everything, tmp_path / name, form)
    assert (tmp_path / name).read_bytes() == first


def test_a_dump_joins_what_is_there(songs: Database, tmp_path: Path, ask: Ask) -> None:
    export_graph(songs, tmp_path / "dump.graphml", "graphml")
    digest = digest_of(songs)
    empty(songs)
    load(songs, [(2, RelationRecord(Relation.SAMPLES, TWO, THINK, "mine", part="drums"))])
    publish(songs, model("mine"), [(THINK.song_id, [(TWO.song_id, 1.0)])])
    import_dump(songs, tmp_path / "dump.graphml")
    assert ask(
        "MATCH ()-[r:SAMPLES]->({title: 'Think (About It)'}) UNWIND r.sources AS s RETURN DISTINCT s ORDER BY s"
    ) == [
        ["list"],
        ["mine"],
    ]
    assert ask("MATCH (m:Model) RETURN m.model_id") == [["mine"]]
    assert digest_of(songs) != digest


def test_a_model_that_is_left_out_is_not_missed(everything: Database, tmp_path: Path, ask: Ask) -> None:
    written = export_graph(everything, tmp_path / "dump.zip", "csv", recommendations=False)
    assert "RECOMMENDED_WITH" not in written
    empty(everything)
    _, rejects = import_dump(everything, tmp_path / "dump.zip")
    assert rejects == []
    assert ask("MATCH (m:Model) RETURN m") == []


def test_a_graph_that_changes_meanwhile_is_not_written(songs: Database, tmp_path: Path) -> None:
    told: list[int] = []

    def advance(number: int) -> None:
        if not told:
            load(songs, [(2, SongClaim(SongRecord("New", "Song"), "late"))])
        told.append(number)

    (tmp_path / "dump.graphml").write_text("old")
    with pytest.raises(OutOfStep, match="changed while it was exported"):
        export_graph(songs, tmp_path / "dump.graphml", "graphml", advance=advance)
    assert [path.name for path in tmp_path.iterdir()] == ["dump.graphml"]
    assert (tmp_path / "dump.graphml").read_text() == "old"


def test_a_folder_of_somebody_is_not_replaced(songs: Database, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(InputUnusable, match=r"holds other files than a dump's, such as thesis\.tex"):
        export_graph(songs, tmp_path, "csv")
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_a_file_cut_off_gives_what_stands_before(songs: Database, tmp_path: Path, ask: Ask) -> None:
    export_graph(songs, tmp_path / "dump.graphml", "graphml")
    text = (tmp_path / "dump.graphml").read_bytes()
    (tmp_path / "dump.graphml").write_bytes(text[: text.index(b"SAMPLES</data>") + 400])
    empty(songs)
    with pytest.raises(InputUnusable, match=r"line \d+: it is damaged or cut off"):
        import_dump(songs, tmp_path / "dump.graphml")
    assert ask("MATCH (s:Song) RETURN count(s)") == [[7]]


@pytest.mark.parametrize(("form", "name"), FORMS)
def test_the_commands_go_there_and_back(
    everything: Database, tmp_path: Path, mixgraph: Callable[..., Ran], form: DumpFormat, name: str
) -> None:
    out = tmp_path / name
    digest = mixgraph("status", "--digest").out
    ran = mixgraph("export", "graph", out, "--format", form)
    assert (ran.code, ran.out) == (0, f"{out}\n")
    assert "nodes and relationships: " in ran.err
    empty(everything)
    ran = mixgraph("import", out)
    assert ran.code == 0
    assert "published m1: 7 recommendations of 3 songs" in ran.err
    assert mixgraph("status", "--digest").out == digest
    assert "its model m1 was left out: the graph has one" in mixgraph("import", out).err


def test_commands_that_cannot_be_are_said(songs: Database, tmp_path: Path, mixgraph: Callable[..., Ran]) -> None:
    out = tmp_path / "dump.graphml"
    assert mixgraph("export", "graph", tmp_path / "dump.xls").code == 2
    assert mixgraph("export", "--kind", "seed", "graph", out).code == 2
    assert mixgraph("export", "-q", "--kind", "seed", "-o", tmp_path / "seed").code == 0


ids = st.sampled_from(["mbid:a", "mbid:b", "isrc:c", "x:d"])
songs_ = st.builds(
    SongRecord,
    st.sampled_from(["Ann", "ann", "Bob; Ann", "Bob feat. Cy", "'=Cy", "Ян\x02"]),
    st.sampled_from(["One", "one", "Two (Live)", "=Three", "'-Three", "4\r\n\t4", "\ufffe5", "<6>&'\""]),
    st.none() | st.integers(1960, 2020),
    st.none() | st.integers(1, 600),
    st.lists(st.sampled_from(["Soul", "R&B", "=1"]), max_size=2, unique=True).map(tuple),
    st.lists(ids, max_size=2, unique=True).map(tuple),
    st.lists(st.sampled_from(["", "mbid:x", "mbid:y"]), max_size=2).map(tuple),
    *[st.lists(st.sampled_from(["Ann", "The Ann", "Dé", "Cy; Bob"]), max_size=2, unique=True).map(tuple)] * 2,
)
sources_ = st.sampled_from(["s", "t; u", "-v"])
claims_ = st.builds(SongClaim, songs_, sources_)
relations_ = st.builds(
    *(RelationRecord, st.sampled_from(Relation), songs_, songs_, sources_),
    *(st.sampled_from(["", "https://e.example/?a&b"]), st.sampled_from(Kind), st.sampled_from(["", "drums"])),
    st.sampled_from(["", "0:01", "=0"]),
)
features_ = st.builds(
    lambda song, source, bpm, key: FeatureRecord(
        song.artist_credit, song.title, source, bpm, key if bpm or key else "C", song.own_ids
    ),
    *(
        songs_,
        sources_,
        st.none() | st.floats(20, 400).map(lambda bpm: round(bpm, 2)),
        st.sampled_from([None, "Am", "F#"]),
    ),
)
merges_ = st.builds(lambda one, other: MergeRecord(one.song_id, other.song_id), songs_, songs_)
stated_ = st.builds(SourceRecord, sources_, st.sampled_from(["", "free\r\nto use"]), st.sampled_from(["", "CC0"]))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_whatever_is_claimed_comes_back(database: Database, tmp_path: Path, data: st.DataObject) -> None:
    empty(database)
    loads = data.draw(
        st.lists(
            st.lists(st.one_of(relations_, claims_, features_, merges_, stated_), min_size=1, max_size=12), max_size=3
        )
    )
    load(database, [(1, SongClaim(SongRecord("Ann", "One"), "s"))])
    for records in loads:
        load(database, enumerate(records, start=1))
    form, name = data.draw(st.sampled_from([("graphml", "dump.graphml"), ("csv", "dump.zip")]))
    digest = digest_of(database)
    export_graph(database, tmp_path / name, form)  # type: ignore[arg-type]
    empty(database)
    _, rejects = import_dump(database, tmp_path / name)
    assert rejects == []
    assert digest_of(database) == digest


def test_every_row_of_the_fixture_is_used(everything: Database) -> None:
    """The graph that goes out and in really holds all there is."""

    def kinds() -> Iterator[str]:
        for row in everything.ask("MATCH (n) RETURN DISTINCT labels(n)[0]", seconds=5, rows=99)[1]:
            yield row[0]

    assert {"Song", "Artist", "Genre", "Source", "Model", "Alias", "Merge"} <= set(kinds())
