import pytest

from graph.connection import Database
from graph.errors import GraphEmpty, SongAmbiguous, SongNotFound
from graph.loader import load
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation
from graph.search import resolve, search


@pytest.mark.parametrize(
    "text",
    [
        "lyn-collins/think-about-it",
        "Lyn Collins – Think (About It)",
        "Think (About It) - Lyn Collins",
        "think (about it) by LYN COLLINS",
        "lyn collins think about it",
        "lin colins think abuot it",
        "think about it",
    ],
)
def test_a_song_is_found_however_it_is_typed(songs: Database, text: str) -> None:
    assert resolve(songs, text).song_id == "lyn-collins/think-about-it"


@pytest.mark.parametrize("text", ["Beyoncé – Déjà Vu", "beyonce deja vu", "DÉJÀ VU"])
def test_accents_do_not_matter(songs: Database, text: str) -> None:
    assert resolve(songs, text).title == "Déjà Vu"


def test_several_that_fit_alike_are_candidates_most_connected_first(songs: Database) -> None:
    cover = RelationRecord(
        Relation.COVERS, SongRecord("Nobody", "The Payback"), SongRecord("James Brown", "The Payback"), "l"
    )
    load(songs, [(2, cover)])
    with pytest.raises(SongAmbiguous) as ambiguous:
        resolve(songs, "the payback")
    assert [hit.song_id for hit in ambiguous.value.candidates] == ["james-brown/payback", "nobody/payback"]
    assert resolve(songs, "the payback nobody").song_id == "nobody/payback"


@pytest.mark.parametrize("text", ["completely different words", '~*? AND OR NOT ("', "/", "–", "\x00", "a" * 3000])
def test_what_fits_nothing_is_not_found(songs: Database, text: str) -> None:
    with pytest.raises(SongNotFound):
        resolve(songs, text)


def test_a_near_miss_is_suggested(songs: Database) -> None:
    with pytest.raises(SongNotFound) as missed:
        resolve(songs, "james brown payback party time")
    assert "James Brown – The Payback" in missed.value.hint


def test_search_lists_the_best_first(songs: Database) -> None:
    hits = search(songs, "rob base")
    assert {hit.artist_credit for hit in hits[:2]} == {"Rob Base & DJ E-Z Rock"}


def test_an_empty_graph_says_so(bare_database: Database) -> None:
    with pytest.raises(GraphEmpty):
        search(bare_database, "anything")
