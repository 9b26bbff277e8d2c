"""What must hold for the two files of the bundled catalogue and their README, whoever edits them."""

import re
from collections import Counter
from pathlib import Path

import graph
from graph.identity import clean_text
from graph.records import FeatureRecord, RelationRecord
from graph.sources import feature_table, relation_table
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream

FOLDER = Path(graph.__file__).parent / "catalogue"
RELATIONS = FOLDER / "relations.tsv"
FEATURES = FOLDER / "features.tsv"
README = FOLDER / "README.md"

RELATION_COLUMNS = [
    *["relation", "artist", "title", "year", "source_artist", "source_title", "source_year"],
    *["part", "origin", "kind", "genre", "source_genre"],
]
FEATURE_COLUMNS = ["artist", "title", "bpm", "key", "origin"]
PARTS = {"", "drums", "bass", "keys", "riff", "horns", "vocals", "hook", "multiple elements"}
GENRES = {"Hip-Hop", "Electronic-Dance", "Rock-Pop", "Soul-Funk-Disco", "Jazz-Blues", "Reggae-Dub"}

Row = dict[str, str]
Song = tuple[str, str]  # artist and title, exactly as written


def table(path: Path) -> tuple[list[str], list[Row]]:
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    header, *lines = text.removesuffix("\n").split("\n")
    columns = header.split("\t")
    return columns, [dict(zip(columns, line.split("\t"), strict=True)) for line in lines]


RELATION_ROWS = table(RELATIONS)[1]
FEATURE_ROWS = table(FEATURES)[1]


def sampler(row: Row) -> Song:
    return row["artist"], row["title"]


def sampled(row: Row) -> Song:
    return row["source_artist"], row["source_title"]


SONGS = {song for row in RELATION_ROWS for song in (sampler(row), sampled(row))}


def largest_component() -> int:
    neighbours: dict[Song, set[Song]] = {song: set() for song in SONGS}
    for row in RELATION_ROWS:
        neighbours[sampler(row)].add(sampled(row))
        neighbours[sampled(row)].add(sampler(row))
    left, largest = set(SONGS), 0
    while left:
        component, reached = set[Song](), [left.pop()]
        while reached:
            song = reached.pop()
            component.add(song)
            reached += neighbours[song] & left
            left -= neighbours[song]
        largest = max(largest, len(component))
    return largest


def test_the_columns_are_those_of_the_formats() -> None:
    assert table(RELATIONS)[0] == RELATION_COLUMNS
    assert table(FEATURES)[0] == FEATURE_COLUMNS


def test_it_stays_small_and_stays_a_catalogue() -> None:
    assert 600 <= len(RELATION_ROWS) <= 1000
    types = Counter(row["relation"] for row in RELATION_ROWS)
    assert types["covers"] >= 60
    assert types["remixes"] >= 15
    assert sum(row["bpm"] != "" for row in FEATURE_ROWS) >= 0.7 * len(SONGS)
    assert sum(row["key"] != "" for row in FEATURE_ROWS) >= 0.5 * len(SONGS)


def test_the_readme_counts_what_is_there() -> None:
    stated = {
        what: int(count)
        for what, count in re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    }
    types = Counter(row["relation"] for row in RELATION_ROWS)
    assert stated == {
        "relations": len(RELATION_ROWS),
        **{kind: types[kind] for kind in ("samples", "covers", "remixes")},
        "songs": len(SONGS),
        "songs with a tempo": sum(row["bpm"] != "" for row in FEATURE_ROWS),
        "songs with a key": sum(row["key"] != "" for row in FEATURE_ROWS),
        "songs in the largest component": largest_component(),
    }


def test_the_readme_names_every_word_of_the_files() -> None:
    named = set(re.findall(r"`([^`]+)`", README.read_text(encoding="utf-8")))
    assert {*RELATION_COLUMNS, *FEATURE_COLUMNS} <= named
    assert {row[column] for row in RELATION_ROWS for column in ("part", "kind", "genre", "source_genre")} - {
        ""
    } <= named


def test_values_are_clean_text() -> None:
    for row in RELATION_ROWS + FEATURE_ROWS:
        assert all(value == clean_text(value) for value in row.values()), row
        assert not any('"' in value for value in row.values()), row  # it would open a quoted field
        assert row["origin"] == "mixgraph catalogue", row


def test_each_relation_is_possible() -> None:
    for row in RELATION_ROWS:
        assert row["relation"] in {"samples", "covers", "remixes"}, row
        assert row["kind"] in {"direct", "interpolation", "unknown"}, row
        assert {row["genre"], row["source_genre"]} <= GENRES, row
        assert row["part"] in PARTS, row
        assert sampler(row) != sampled(row), row
        assert all(re.fullmatch(r"\d{4}", row[column]) for column in ("year", "source_year")), row
        assert 1900 <= int(row["source_year"]) <= int(row["year"]) <= 2026, row


def test_no_relation_comes_twice() -> None:
    pairs = Counter((sampler(row), sampled(row)) for row in RELATION_ROWS)
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_a_song_is_written_alike_wherever_it_stands() -> None:
    told: dict[Song, set[tuple[str, str]]] = {}
    for row in RELATION_ROWS:
        told.setdefault(sampler(row), set()).add((row["year"], row["genre"]))
        told.setdefault(sampled(row), set()).add((row["source_year"], row["source_genre"]))
    assert {song: facts for song, facts in told.items() if len(facts) > 1} == {}


def test_an_artist_is_spelt_one_way() -> None:
    names = {name for artist, _ in SONGS for name in artist.split("; ")}
    folded = Counter(re.sub(r"^the|[^a-z0-9]", "", name.casefold().replace("&", "and")) or name for name in names)
    assert [name for name, count in folded.items() if count > 1] == []


def test_each_feature_is_a_tempo_and_maybe_a_key_of_a_song_here() -> None:
    for row in FEATURE_ROWS:
        assert (row["artist"], row["title"]) in SONGS, row
        assert re.fullmatch(r"\d{2,3}(\.\d{1,2})?", row["bpm"]), row
        assert 20 <= float(row["bpm"]) <= 400, row
        assert re.fullmatch(r"([A-G]#?m?)?", row["key"]), row


def test_no_song_has_features_twice() -> None:
    assert len({(row["artist"], row["title"]) for row in FEATURE_ROWS}) == len(FEATURE_ROWS)


def test_most_songs_hang_together() -> None:
    assert largest_component() >= 0.9 * len(SONGS)


def test_it_is_sorted_by_the_song_that_was_taken_from() -> None:
    def order(row: Row) -> tuple[str, str, int, str, str, str]:
        source_artist, artist = (re.sub(r"^the ", "", row[column].casefold()) for column in ("source_artist", "artist"))
        relation = ["samples", "covers", "remixes"].index(row["relation"])
        return source_artist, row["source_title"].casefold(), relation, row["year"], artist, row["title"].casefold()

    assert sorted(RELATION_ROWS, key=order) == RELATION_ROWS


def test_the_famous_seed_has_samplers() -> None:
    seed = ("Lyn Collins", "Think (About It)")
    assert len({sampler(row) for row in RELATION_ROWS if sampled(row) == seed}) >= 5


def test_the_readers_take_every_row_as_the_song_it_means() -> None:
    with open_stream(RELATIONS) as stream:
        relations = [record for _, record in relation_table.read(stream, ReadOptions())]
    assert [record for record in relations if not isinstance(record, RelationRecord)] == []
    assert len(relations) == len(RELATION_ROWS)
    with open_stream(FEATURES) as stream:
        features = [record for _, record in feature_table.read(stream, ReadOptions())]
    assert [record for record in features if not isinstance(record, FeatureRecord)] == []
    assert len(features) == len(FEATURE_ROWS)
    written = {
        (song.song_id, song.artist_credit, song.title)
        for record in relations
        if isinstance(record, RelationRecord)
        for song in (record.sampler, record.sampled)
    }
    assert len({song_id for song_id, _, _ in written}) == len(written) == len(SONGS)  # no two songs share an id
    assert all(
        (record.bpm, bool(record.key)) == (float(row["bpm"]), bool(row["key"]))
        for record, row in zip(features, FEATURE_ROWS, strict=True)
        if isinstance(record, FeatureRecord)
    )
