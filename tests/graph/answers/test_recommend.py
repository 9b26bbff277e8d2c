import pytest

from graph.answers.explain import explain
from graph.answers.recommend import recommend
from graph.answers.rules import Rules
from graph.connection import Database
from graph.errors import ModelMissing, OutOfStep, SongNotFound
from graph.loader import load
from graph.publish import publish
from graph.records import FeatureRecord, RelationRecord, SongRecord
from graph.schema import Relation
from model.key import Key, KeyMatch
from tests.graph.conftest import FRESH, OTHER_TWO, PARTY, PAYBACK, THINK, TWO, model

ALL = Rules(bpm_tolerance=None, max_per_artist=9)


def ids(database: Database, text: str, rules: Rules = ALL, **more: object) -> list[str]:
    found = recommend(database, text, rules, **more)  # type: ignore[arg-type]
    assert [answer.rank for answer in found.answers] == list(range(1, len(found.answers) + 1))
    return [answer.song_id for answer in found.answers]


def test_what_is_connected_already_is_left_out(published: Database) -> None:
    # It Takes Two and Let's Party sample Think; the others do not
    assert set(ids(published, THINK.song_id)) == {FRESH.song_id, OTHER_TWO.song_id, PAYBACK.song_id}


def test_what_is_connected_comes_first_when_asked_for(published: Database) -> None:
    found = recommend(published, THINK.song_id, Rules(bpm_tolerance=None, max_per_artist=9, include_known=True))
    assert [answer.kind for answer in found.answers] == ["known", "known", "learned", "learned", "learned"]
    assert {answer.song_id for answer in found.answers[:2]} == {TWO.song_id, PARTY.song_id}


def test_tempo_filters_by_share_and_by_window_and_unknown_passes(published: Database) -> None:
    known = Rules(include_known=True, bpm_tolerance=0.06)
    # Let's Party at 57 counts as 114; Déjà Vu at 106 is 8 % away
    assert set(ids(published, THINK.song_id, known)) == {TWO.song_id, PARTY.song_id, PAYBACK.song_id}
    straight = Rules(include_known=True, bpm_tolerance=0.06, half_and_double=False)
    assert set(ids(published, THINK.song_id, straight)) == {TWO.song_id, PAYBACK.song_id}
    window = Rules(include_known=True, bpm_tolerance=None, bpm_window=2.0, max_per_artist=9)
    assert set(ids(published, THINK.song_id, window)) == {OTHER_TWO.song_id, PAYBACK.song_id}


def test_the_change_of_tempo_is_told(published: Database) -> None:
    found = recommend(published, THINK.song_id, Rules(include_known=True))
    answers = {answer.song_id: answer for answer in found.answers}
    assert answers[TWO.song_id].change == pytest.approx(115 / 112 - 1)
    assert (answers[PARTY.song_id].multiple, answers[PARTY.song_id].change) == ("×2", pytest.approx(115 / 114 - 1))
    assert answers[PAYBACK.song_id].shown()["bpm"] == "?"


def test_keys_filter_only_when_asked(published: Database) -> None:
    strict = Rules(bpm_tolerance=None, include_known=True, max_per_artist=9, key_match=KeyMatch.STRICT)
    assert FRESH.song_id not in ids(published, THINK.song_id, strict)
    assert TWO.song_id in ids(published, THINK.song_id, strict)


def test_years_genres_artists_and_limit(published: Database) -> None:
    assert ids(published, THINK.song_id, Rules(bpm_tolerance=None, years=(1970, 1979))) == [PAYBACK.song_id]
    pop = ids(published, THINK.song_id, Rules(bpm_tolerance=None, genre="pop"))
    assert FRESH.song_id in pop
    assert TWO.song_id not in ids(published, THINK.song_id, Rules(bpm_tolerance=None, genre="pop", include_known=True))
    one_each = ids(published, THINK.song_id, Rules(bpm_tolerance=None, include_known=True))
    assert sum(song.startswith("rob-base") for song in one_each) == 1
    assert len(ids(published, THINK.song_id, Rules(bpm_tolerance=None, limit=2))) == 2


def test_a_collage_is_left_out_unless_its_tempo_is_known_or_it_is_asked_for(published: Database) -> None:
    mash_up = SongRecord("DJ Many", "Everything at Once")
    taken = [SongRecord(f"Artist {at}", f"Song {at}") for at in range(10)]
    records = [RelationRecord(Relation.SAMPLES, mash_up, song, "list") for song in taken]
    load(published, enumerate(records, start=2))
    publish(published, model("m2"), [(THINK.song_id, [(mash_up.song_id, 1.0), (taken[0].song_id, 0.5)])])
    assert ids(published, THINK.song_id) == [taken[0].song_id]
    assert ids(published, THINK.song_id, Rules(collages=True)) == [mash_up.song_id, taken[0].song_id]
    load(published, [(2, FeatureRecord("DJ Many", "Everything at Once", "ear", 115.0))])
    assert ids(published, THINK.song_id) == [mash_up.song_id, taken[0].song_id]


def test_the_seeds_own_artist_is_left_out_unless_asked(published: Database) -> None:
    assert ids(published, TWO.song_id) == [FRESH.song_id]

    def more(*_: object) -> list[tuple[str, float]]:
        return [(FRESH.song_id, 0.9), (OTHER_TWO.song_id, 0.5)]

    assert ids(published, TWO.song_id, more_learned=more) == [FRESH.song_id]
    rules = Rules(bpm_tolerance=None, max_per_artist=9, own_artist=True)
    assert ids(published, TWO.song_id, rules, more_learned=more) == [FRESH.song_id, OTHER_TWO.song_id]


def test_the_factors_give_the_rest_on_the_lists_own_scale(published: Database) -> None:
    def more(model_id: str, song_id: str, count: int) -> list[tuple[str, float]]:
        assert (model_id, song_id) == ("m1", TWO.song_id)
        return [(FRESH.song_id, 3.6), (PARTY.song_id, 1.8)]

    found = recommend(published, TWO.song_id, ALL, more_learned=more)
    assert [(answer.song_id, answer.learned) for answer in found.answers] == [
        (FRESH.song_id, 1.0),
        (PARTY.song_id, 0.5),
    ]


def test_without_factors_it_says_so(published: Database) -> None:
    found = recommend(published, TWO.song_id, ALL, more_learned=lambda *_: None)
    assert any("not on this machine" in note for note in found.notes)
    assert any("only 1 songs keep all rules" in note for note in found.notes)


def test_a_song_without_relations_is_answered_through_its_artist(published: Database) -> None:
    found = recommend(published, "James Brown – Mind Power", ALL)
    assert {answer.kind for answer in found.answers} == {"artist"}
    assert [answer.song_id for answer in found.answers] == [PARTY.song_id, THINK.song_id]
    assert found.answers[0].why == ["goes with The Payback by the same artist"]
    assert "has no relations" in found.notes[0]


def test_a_song_that_the_graph_does_not_know_is_answered_through_its_artist_else_by_rules(published: Database) -> None:
    found = recommend(published, "James Brown – Some Outtake From 1968", ALL)
    assert {answer.kind for answer in found.answers} == {"artist"}
    assert "not in the graph" in found.notes[0]
    by_rules = recommend(published, "Somebody – Something", Rules(), bpm=113.0, key=Key.parse("Am"))
    assert {answer.kind for answer in by_rules.answers} == {"rules"}
    assert by_rules.answers[0].song_id in (THINK.song_id, TWO.song_id, PARTY.song_id)
    assert FRESH.song_id not in {answer.song_id for answer in by_rules.answers}
    assert recommend(published, "", Rules(), bpm=106.0).answers[0].song_id == FRESH.song_id
    with pytest.raises(SongNotFound):
        recommend(published, "Somebody – Something", ALL)


def test_what_the_user_says_of_the_seed_counts(published: Database) -> None:
    found = recommend(published, PAYBACK.song_id, Rules(include_known=True), bpm=106.0)
    assert found.seed.bpm == 106.0
    assert FRESH.song_id in {answer.song_id for answer in found.answers}
    assert THINK.song_id not in {answer.song_id for answer in found.answers}


def test_no_model_and_a_song_newer_than_the_model_are_said(songs: Database, published: Database) -> None:
    new = RelationRecord(Relation.SAMPLES, SongRecord("New", "Song"), THINK, "list")
    load(published, [(2, new)])
    with pytest.raises(OutOfStep, match="it came after the training"):
        recommend(published, "New – Song", ALL)
    with published.driver.session(database=published.address.database) as session:
        session.run("MATCH ()-[r:RECOMMENDED_WITH]->() DELETE r").consume()
        session.run("MATCH (m:Model) DELETE m").consume()
    with pytest.raises(ModelMissing):
        recommend(published, THINK.song_id, ALL)


def test_an_unknown_tempo_is_said_where_a_filter_wants_it(published: Database) -> None:
    assert any("its bpm is unknown" in note for note in recommend(published, PAYBACK.song_id, Rules()).notes)
    assert not any("bpm" in note for note in recommend(published, THINK.song_id, Rules()).notes)


def test_reasons_are_shared_sources_samplers_artists_or_the_way_between(published: Database) -> None:
    found = recommend(
        published, TWO.song_id, Rules(bpm_tolerance=None, own_artist=True, include_known=True, max_per_artist=9)
    )
    explain(published, found.seed, found.answers)
    why = {answer.song_id: "; ".join(answer.why) for answer in found.answers}
    assert why[FRESH.song_id] == "both take from James Brown – The Payback"
    assert why[THINK.song_id] == "Rob Base & DJ E-Z Rock – It Takes Two samples Lyn Collins – Think (About It)"
    think = recommend(published, THINK.song_id, ALL)
    explain(published, think.seed, think.answers)
    why = {answer.song_id: "; ".join(answer.why) for answer in think.answers}
    assert why[PAYBACK.song_id] == "both were taken into Rob Base & DJ E-Z Rock – It Takes Two"
    assert why[FRESH.song_id].startswith(
        "Lyn Collins – Think (About It) was sampled in Rob Base & DJ E-Z Rock – It Takes Two"
    )
    assert why[FRESH.song_id].endswith("which was sampled in Beyoncé; Jay-Z – Déjà Vu")


def test_an_answer_that_nothing_joins_says_so(published: Database) -> None:
    lonely = RelationRecord(Relation.SAMPLES, SongRecord("Far", "Away"), SongRecord("Out", "There"), "list")
    load(published, [(2, lonely)])
    publish(published, model("m2"), [(THINK.song_id, [("far/away", 1.0)])])
    found = recommend(published, THINK.song_id, ALL)
    explain(published, found.seed, found.answers)
    assert found.answers[0].why == ["no way of up to 6 steps joins them: only the model says so"]
