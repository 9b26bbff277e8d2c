"""A song that is imported after the training is answered at once, from the factors that are there."""

import json
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from shutil import rmtree

import pytest

from graph.answers.factors import folded_in, more_learned
from graph.answers.recommend import Recommendation, recommend
from graph.answers.rules import Rules
from graph.connection import Database
from graph.export import AdjacencyKind, export
from graph.folders import models_folder
from graph.loader import load
from graph.publish import PublishedModel, publish
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation
from model.als.parameters import AlsParameters
from model.artefact import Artefact
from tests.conftest import Ran
from tests.plain_als import model_of

BLOCKS, SIZE = ("funk", "house", "dub"), 8
ALL = Rules(bpm_tolerance=None, max_per_artist=99, limit=5)
NEW = SongRecord("Somebody New", "Fresh")


def song(block: str, at: int) -> SongRecord:
    return SongRecord(f"{block} artist {at}", f"{block} song {at}")


def relate(database: Database, *pairs: tuple[SongRecord, SongRecord], type_: Relation = Relation.SAMPLES) -> None:
    load(database, enumerate([RelationRecord(type_, one, other, "list") for one, other in pairs], start=2))


@pytest.fixture(params=["context", "seed"])
def trained(request: pytest.FixtureRequest, database: Database) -> Iterator[Database]:
    """Blocks of songs, most of each connected with most others of it, and the lists of a model of them."""
    pairs = [
        (song(block, one), song(block, other))
        for block in BLOCKS
        for one, other in combinations(range(SIZE), 2)
        if (other - one) % 4 != 2
    ]
    relate(database, *pairs)
    artefact = train(database, request.param)
    yield database
    rmtree(artefact.folder, ignore_errors=True)


def train(database: Database, kind: AdjacencyKind) -> Artefact:
    parameters = AlsParameters(rank=6, iterations=4, alpha=10.0, regularisation=0.1)
    artefact = model_of(models_folder(), export(database, kind), parameters)
    model = PublishedModel(
        artefact.model_id,
        "plain",
        json.dumps(parameters.as_dict()),
        "{}",
        artefact.adjacency_digest,
        artefact.manifest["created_at"],
        artefact.song_ids,
    )
    publish(database, model, artefact.lists())
    return artefact


def asked(database: Database, text: str = NEW.song_id, rules: Rules = ALL) -> Recommendation:
    return recommend(database, text, rules, more_learned=more_learned, fold_in=folded_in)


def test_it_gets_songs_of_the_block_it_is_related_to(trained: Database) -> None:
    related = {song("house", 1), song("house", 4)}
    relate(trained, *((NEW, other) for other in related))
    found = asked(trained)
    assert [answer.rank for answer in found.answers] == [1, 2, 3, 4, 5]
    assert {answer.kind for answer in found.answers} == {"folded"}
    assert {answer.title[:5] for answer in found.answers} == {"house"}
    assert {other.song_id for other in related}.isdisjoint(answer.song_id for answer in found.answers)
    assert found.answers[0].learned == 1
    assert "is new since als-plain-r6-" in found.notes[0]
    assert "folded in by 2 songs" in found.notes[0]
    known = asked(trained, rules=Rules(bpm_tolerance=None, limit=5, include_known=True))
    assert [answer.kind for answer in known.answers] == ["known", "known", "folded", "folded", "folded"]


def test_what_the_model_knows_keeps_its_list(trained: Database) -> None:
    old = song("house", 0)
    before = [answer.song_id for answer in asked(trained, old.song_id).answers]
    relate(trained, (old, song("dub", 0)))
    found = asked(trained, old.song_id)
    assert {answer.kind for answer in found.answers} == {"learned"}
    assert [answer.song_id for answer in found.answers] == before


@pytest.mark.parametrize("trained", ["context"], indirect=True)
def test_its_artist_places_it_in_a_context_model(trained: Database) -> None:
    """Only a cover connects it, which is not learned from; a training now would connect it with its artist."""
    second = SongRecord("funk artist 0", "Second Single")
    relate(trained, (second, song("dub", 3)), type_=Relation.COVERS)
    found = asked(trained, second.song_id)
    assert {answer.kind for answer in found.answers} == {"folded"}
    assert "folded in by 1 artist " in found.notes[0]
    assert {answer.title[:4] for answer in found.answers} == {"funk"}


@pytest.mark.parametrize("trained", ["seed"], indirect=True)
def test_a_seed_model_has_no_artists_to_place_it_by(trained: Database) -> None:
    second = SongRecord("funk artist 0", "Second Single")
    relate(trained, (second, song("dub", 3)), type_=Relation.COVERS)
    found = asked(trained, second.song_id)
    assert {answer.kind for answer in found.answers} == {"artist"}
    assert "the model learned nothing of funk artist 0 – Second Single; answered" in found.notes[0]


def test_without_the_factors_it_is_answered_through_its_artist_and_says_so(trained: Database) -> None:
    rmtree(models_folder())
    models_folder().mkdir()
    second = SongRecord("funk artist 0", "Second Single")
    relate(trained, (second, song("house", 3)))
    found = asked(trained, second.song_id)
    assert {answer.kind for answer in found.answers} == {"artist"}
    assert "which could place it, are not on this machine" in found.notes[0]


def test_import_and_then_recommend(trained: Database, mixgraph: Callable[..., Ran], tmp_path: Path) -> None:
    table = tmp_path / "new.csv"
    table.write_text(
        "relation,artist,title,source_artist,source_title\n"
        + "".join(f"samples,{NEW.artist_credit},{NEW.title},dub artist {at},dub song {at}\n" for at in (2, 3))
    )
    assert mixgraph("import", table).code == 0
    ran = mixgraph("recommend", "Somebody New – Fresh", "-n", "3", "--format", "json")
    answers = json.loads(ran.out)
    assert [(answer["rank"], answer["kind"], answer["artist"][:3]) for answer in answers] == [
        (rank, "folded", "dub") for rank in (1, 2, 3)
    ]
    assert "`mixgraph train` learns it" in ran.err
