from graph.answers.song import show
from graph.connection import Database


def test_a_song_is_shown_with_its_facts_and_relations(songs: Database) -> None:
    shown = show(songs, "it takes two")
    assert shown.facts["song"] == "Rob Base & DJ E-Z Rock – It Takes Two"
    assert shown.facts["bpm"] == "112.0 (from ear)"
    assert [(row["relation"], row["title"]) for row in shown.relations] == [
        ("samples", "Think (About It)"),
        ("samples", "The Payback"),
    ]


def test_what_is_unknown_is_called_so(songs: Database) -> None:
    shown = show(songs, "mind power")
    assert (shown.facts["bpm"], shown.facts["key"], shown.relations) == ("unknown", "unknown", [])
