import threading
from typing import Any

import pytest

from graph.connection import Database, Work
from graph.digest import digest_of
from graph.errors import OutOfStep
from graph.export import export
from graph.loader import load
from graph.publish import publish
from graph.records import FeatureRecord
from model.errors import ArtefactUnusable
from tests.graph.conftest import FRESH, LISTS, PARTY, THINK, TWO, Ask, model


def test_lists_are_ranked_by_score_with_their_parts(published: Database, ask: Ask) -> None:
    rows = ask(
        "MATCH (:Song {song_id: 'lyn-collins/think-about-it'})-[r:RECOMMENDED_WITH]->(s) "
        "RETURN r.rank, s.song_id, r.score, r.learned, r.tempo, r.key, r.model_id ORDER BY r.rank"
    )
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5]
    # 115 and 112 bpm: 2.6 % apart, 0.8; A minor and C major: relatives, 0.8; learned 1: .7 + .16 + .08
    assert rows[0][1:] == ["rob-base-and-dj-e-z-rock/it-takes-two", 0.94, 1.0, 0.8, 0.8, "m1"]
    unknown = next(row for row in rows if row[1] == "james-brown/payback")
    assert unknown[2:6] == [round(0.5 / 9, 4), round(0.5 / 9, 4), None, None]


def test_a_second_model_replaces_every_list_and_the_first_model(published: Database, ask: Ask) -> None:
    count = publish(published, model("m2"), [(THINK.song_id, [(PARTY.song_id, 1.0)])])
    assert (count.lists, count.recommendations, count.removed) == (1, 1, 3)
    assert ask("MATCH (a:Song)-[r:RECOMMENDED_WITH]->(b:Song) RETURN a.song_id, b.song_id, r.model_id") == [
        [THINK.song_id, PARTY.song_id, "m2"]
    ]
    assert ask("MATCH (m:Model) RETURN m.model_id, m.state") == [["m2", "active"]]


def test_publishing_again_keeps_what_is_there(published: Database) -> None:
    digest = digest_of(published)
    count = publish(published, model("m1"), LISTS)
    assert (count.lists, count.recommendations, count.kept) == (0, 0, 3)
    assert digest_of(published) == digest


def test_an_interrupted_publish_goes_on_and_shows_no_list_twice(songs: Database, ask: Ask) -> None:
    publish(songs, model("m1"), LISTS)

    def broken():  # type: ignore[no-untyped-def]
        yield LISTS[0]
        raise ConnectionError("the lights went out")

    with pytest.raises(ConnectionError):
        publish(songs, model("m2"), broken())
    assert ask("MATCH (m:Model) RETURN m.model_id, m.state ORDER BY m.model_id") == [
        ["m1", "active"],
        ["m2", "publishing"],
    ]
    models = "MATCH (s:Song)-[r:RECOMMENDED_WITH]->() WITH s, count(DISTINCT r.model_id) AS models "
    twice = models + "WHERE models > 1 RETURN s.title"
    assert ask(twice) == []
    publish(songs, model("m2"), LISTS)
    assert ask("MATCH ()-[r:RECOMMENDED_WITH]->() RETURN DISTINCT r.model_id") == [["m2"]]
    assert ask(twice) == []


def test_a_reader_sees_one_list_while_it_is_replaced(published: Database) -> None:
    """Old and new list change places within one transaction: read from another session before and after the commit."""

    def lists() -> set[str]:
        asked = "MATCH (:Song {title: 'It Takes Two'})-[r:RECOMMENDED_WITH]->() RETURN r.model_id"
        return {row[0] for row in published.ask(asked, seconds=5, rows=9)[1]}

    def replace(work: Work) -> None:
        work.run("publish_remove_lists", ids=[TWO.song_id])
        row = {"others": [FRESH.song_id], "scores": [1.0], "learned": [1.0], "tempos": [None], "keys": [None]}
        work.run("publish_lists", model_id="m2", rows=[{"song": TWO.song_id, **row}])
        assert lists() == {"m1"}

    published.transact(replace)
    assert lists() == {"m2"}


def test_readers_never_see_two_lists_while_models_take_turns(published: Database) -> None:
    """Read without pause from another session: each answer is of one model, and whole."""
    asked = (
        "MATCH (s:Song {title: 'Think (About It)'})-[r:RECOMMENDED_WITH]->() RETURN r.model_id, r.rank ORDER BY r.rank"
    )
    done = threading.Event()
    seen: list[list[list[Any]]] = []

    def read() -> None:
        while not done.is_set():
            seen.append(published.ask(asked, seconds=5, rows=99)[1])

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for turn in range(12):
            publish(published, model(f"m{turn % 2}"), LISTS)
    finally:
        done.set()
        reader.join()
    assert {row[0] for rows in seen for row in rows} == {"m0", "m1"}
    for rows in seen:
        assert len({model_id for model_id, _ in rows}) == 1
        assert [rank for _, rank in rows] == [1, 2, 3, 4, 5]


def test_what_was_read_before_an_error_is_written_and_kept(
    songs: Database, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.publish.LISTS_PER_TRANSACTION", 1)

    def broken():  # type: ignore[no-untyped-def]
        yield from LISTS[:2]
        raise ArtefactUnusable("the lists end in the middle")

    with pytest.raises(ArtefactUnusable):
        publish(songs, model("m1"), broken())
    assert ask("MATCH (m:Model) RETURN m.state") == [["publishing"]]
    assert ask("MATCH (s)-[r:RECOMMENDED_WITH]->() RETURN s.song_id, count(r) ORDER BY count(r)") == [
        [song, len(others)] for song, others in reversed(LISTS[:2])
    ]
    count = publish(songs, model("m1"), LISTS)
    assert (count.lists, count.kept) == (1, 2)
    assert ask("MATCH (m:Model) RETURN m.state") == [["active"]]


def test_old_lists_go_in_batches(published: Database, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.publish.LISTS_PER_TRANSACTION", 1)
    assert publish(published, model("m2"), LISTS[:1]).removed == sum(len(others) for _, others in LISTS[1:])
    assert ask("MATCH (s)-[r:RECOMMENDED_WITH]->() RETURN DISTINCT s.song_id, r.model_id") == [[LISTS[0][0], "m2"]]


def test_missing_songs_are_counted_over_all_parts(songs: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.publish.SONGS_A_CHECK", 2)
    told = (THINK.song_id, "gone/a", PARTY.song_id, TWO.song_id, "gone/b")
    with pytest.raises(OutOfStep, match="2 songs of m1 are not in the graph, such as gone/a"):
        publish(songs, model("m1", told), LISTS)


def test_a_model_of_another_graph_is_refused(songs: Database, ask: Ask) -> None:
    with pytest.raises(OutOfStep, match="1 songs of m1 are not in the graph, such as gone/song"):
        publish(songs, model("m1", (THINK.song_id, "gone/song")), LISTS)
    assert ask("MATCH (m:Model) RETURN m") == []


def test_recommendations_never_enter_an_export(songs: Database) -> None:
    before = {kind: export(songs, kind).digest for kind in ("context", "seed")}  # type: ignore[arg-type]
    publish(songs, model("m1"), LISTS)
    assert {kind: export(songs, kind).digest for kind in ("context", "seed")} == before  # type: ignore[arg-type]


def test_a_publish_that_another_one_overtook_stops_and_spoils_nothing(songs: Database, ask: Ask) -> None:
    def overtaken():  # type: ignore[no-untyped-def]
        publish(songs, model("m2"), LISTS)
        yield from LISTS

    with pytest.raises(OutOfStep, match="another publish took over"):
        publish(songs, model("m1"), overtaken())
    assert ask("MATCH ()-[r:RECOMMENDED_WITH]->() RETURN DISTINCT r.model_id") == [["m2"]]
    assert ask("MATCH ()-[r:RECOMMENDED_WITH]->() RETURN count(r)") == [[8]]


def test_lists_ranked_by_other_features_are_written_anew(published: Database, ask: Ask) -> None:
    load(published, [(2, FeatureRecord("Rob Base & DJ E-Z Rock", "It Takes Two", "ear", 115.0))])
    count = publish(published, model("m1"), LISTS)
    assert (count.lists, count.kept) == (3, 0)
    score = "MATCH (:Song {title: 'Think (About It)'})-[r:RECOMMENDED_WITH]->({title: 'It Takes Two'}) RETURN r.tempo"
    assert ask(score) == [[1.0]]


def test_noise_is_no_list(songs: Database) -> None:
    count = publish(songs, model("m1"), [(THINK.song_id, [(PARTY.song_id, 1e-6)])])
    assert (count.lists, count.recommendations) == (0, 0)


def test_models_and_songs_of_others_stay(songs: Database, ask: Ask) -> None:
    with songs.driver.session(database=songs.address.database) as session:
        session.run("CREATE (:Model {name: 'precious'})").consume()
    publish(songs, model("m1"), LISTS)
    assert ask("MATCH (m:Model) WHERE m.model_id IS NULL RETURN m.name") == [["precious"]]
