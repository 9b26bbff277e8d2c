"""Records as JSON and back, and JSON that no dump of ours holds."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.dump.claims import LONGEST_NAME, from_text, to_text
from graph.records import (
    AnyRecord,
    FeatureRecord,
    MergeRecord,
    RelationRecord,
    SongClaim,
    SongRecord,
    SourceRecord,
)
from graph.schema import Kind, Relation

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = texts.filter(bool)
ids = st.from_regex(r"\A[a-z]{1,4}:[^\s\ud800-\udfff]{1,9}\Z")
songs = st.builds(
    SongRecord,
    *(texts, texts, st.none() | st.integers(1, 9999), st.none() | st.integers(1, 10**9)),
    st.lists(names, max_size=3, unique=True).map(lambda genres: tuple(sorted(genres))),
    st.lists(ids, max_size=3).map(tuple),
    st.just(()) | st.tuples(st.just(""), ids),
    *[st.lists(names, max_size=2, unique=True).map(lambda people: tuple(sorted(people)))] * 2,
).filter(lambda song: bool(song.song_id))
relations = st.builds(
    RelationRecord, st.sampled_from(Relation), songs, songs, names, texts, st.sampled_from(Kind), texts, texts
)
features = st.builds(
    lambda song, source, bpm, key: FeatureRecord(song.artist_credit, song.title, source, bpm, key, song.own_ids),
    *(songs, names, st.none() | st.floats(20, 400), st.sampled_from([None, "Am", "F#", "Bbm"])),
)
records = st.one_of(
    st.tuples(st.just("Song"), st.builds(SongClaim, songs, names)),
    relations.map(lambda record: (record.type.value, record)),
    st.tuples(st.just("MEASURED"), features),
    st.tuples(st.just("Merge"), st.builds(MergeRecord, names, names)),
    st.tuples(st.just("Source"), st.builds(SourceRecord, names, texts, texts)),
)


@given(records)
def test_a_record_comes_back_as_it_was(told: tuple[str, AnyRecord]) -> None:
    name, record = told
    text = to_text([record, record])
    assert list(from_text(name, text)) == [record]
    assert text.startswith("[{")  # no spreadsheet takes it for a formula
    assert not [each for each in text if each < " " or each in "\ufffe\uffff"]  # XML and lines hold it as it is


SONG: dict[str, Any] = {"source": "s", "artist_credit": "a", "title": "t"}


@pytest.mark.parametrize(
    ("name", "claim", "reason"),
    [
        ("Song", {**SONG, "title": " "}, "artist_credit or title is blank"),
        ("Song", {**SONG, "source": ""}, "source is blank"),
        ("Song", {**SONG, "source": "s" * (LONGEST_NAME + 1)}, "source is longer than 2000 letters"),
        ("Song", {**SONG, "source": ["s"]}, "source is not a text"),
        ("Song", {**SONG, "title": "\ud800"}, "title is not Unicode"),
        ("Song", {**SONG, "year": "1972"}, "year is not a whole number"),
        ("Song", {**SONG, "year": True}, "year is not a whole number"),
        ("Song", {**SONG, "duration": 2**63}, "duration is not a whole number"),
        ("Song", {**SONG, "genres": "Soul"}, "genres is not a list"),
        ("Song", {**SONG, "genres": [""]}, "genres is blank"),
        ("Song", {**SONG, "own_ids": ["mbid:1 mbid:2"]}, "own_ids holds an id with spaces"),
        ("Song", {**SONG, "own_ids": [None]}, "own_ids is not a text"),
        ("SAMPLES", {"source": "s", "sampler": SONG}, "sampled is not an object"),
        ("SAMPLES", {"source": "s", "sampler": SONG, "sampled": SONG, "kind": "loop"}, "kind 'loop' is none of direct"),
        ("MEASURED", {**SONG, "bpm": "fast"}, "bpm is not a number"),
        ("MEASURED", {**SONG, "bpm": float("inf")}, "bpm is not a number"),
        ("MEASURED", {**SONG, "key": "H#"}, "key 'H#' is not a key"),
        ("Merge", {"merged": "a/b"}, "kept is blank"),
    ],
)
def test_a_claim_that_cannot_be_is_said(name: str, claim: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        list(from_text(name, json.dumps([claim])))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("[{", "not JSON"),
        ("{}", "not a list of objects"),
        ("[1]", "not a list of objects"),
        ("[" * 100_000, "nested too deeply"),
        ("[" + "9" * 5000 + "]", "not JSON"),
    ],
)
def test_what_is_no_list_of_claims_is_said(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        list(from_text("Song", text))
