"""Finding a table's columns: ours, those that were mapped, those that are guessed, and those that cannot be."""

from collections import Counter

import pytest

from graph.errors import InputUnusable
from graph.sources import feature_table, relation_table
from graph.sources.columns import Columns, match, normal_name

RELATIONS = relation_table.COLUMNS
NEEDED = ["relation", "artist", "title", "source_artist", "source_title"]


@pytest.mark.parametrize(
    "found",
    [
        ["Relation", "Artist", "Title", "Source Artist", "Source-Title"],
        ["type", "Sampler Artist", "Sampler Title", "Sampled Artist", "Sampled Title"],
        ["relation_type", "performer", "songName", "original_performer", "original_song"],
        ["link type", "artist_name", "track_name", "sampleArtist", "sampleTrack"],
    ],
)
def test_usual_names_are_guessed(found: list[str]) -> None:
    matched = match("file", found, RELATIONS, {})
    assert [matched.theirs[name] for name in NEEDED] == found
    guessed = [ours for ours, theirs in zip(NEEDED, found, strict=True) if normal_name(ours) != normal_name(theirs)]
    assert [each.split(" = ")[0] for each in matched.said] == guessed


def test_our_own_name_goes_before_a_guess_and_what_was_mapped_before_both() -> None:
    found = [*NEEDED, "performer", "song"]
    assert match("file", found, RELATIONS, {}).theirs["artist"] == "artist"
    assert match("file", found, RELATIONS, {}).unread == ["performer", "song"]
    assert match("file", found, RELATIONS, {"artist": "Performer"}).theirs["artist"] == "performer"


def test_what_could_be_several_is_asked_or_left_and_said() -> None:
    with pytest.raises(InputUnusable, match="artist could be 'performer' or 'artist name'") as refused:
        match("file", ["performer", "artist name", "title"], feature_table.COLUMNS, {})
    assert refused.value.hint == "say which, for example --map artist=performer"
    matched = match("file", ["artist", "title", "tempo", "beats per minute"], feature_table.COLUMNS, {})
    assert "bpm" not in matched.theirs
    assert matched.said == ["bpm could be 'tempo' or 'beats per minute': not read, say --map bpm=tempo"]


@pytest.mark.parametrize(
    ("mapped", "message"),
    [
        ({"singer": "artist"}, "there is no column 'singer' to map"),
        ({"artist": "Sänger"}, "no column 'Sänger', which is to be artist"),
    ],
)
def test_a_map_that_fits_nothing_is_refused(mapped: dict[str, str], message: str) -> None:
    with pytest.raises(InputUnusable, match=message) as refused:
        match("file", NEEDED, RELATIONS, mapped)
    assert refused.value.hint


def test_missing_columns_are_named_with_what_is_there() -> None:
    with pytest.raises(InputUnusable, match=r"no column artist, title \(there are: one, two\)") as refused:
        match("file", ["one", "two"], feature_table.COLUMNS, {})
    assert "--map" in refused.value.hint


@pytest.mark.parametrize("columns", [RELATIONS, feature_table.COLUMNS])
def test_no_name_can_mean_two_columns(columns: Columns) -> None:
    ours = (*columns.required, *columns.optional)
    names = Counter(
        name for our in ours for name in {normal_name(each) for each in (our, *columns.synonyms.get(our, ()))}
    )
    assert [name for name, times in names.items() if times > 1] == []
