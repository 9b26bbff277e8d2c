"""A small graph whose answers can be told by hand."""

from collections.abc import Callable

import pytest

from graph.connection import Database
from graph.loader import load
from graph.publish import PublishedModel, publish
from graph.records import FeatureRecord, RelationRecord, SongRecord
from graph.schema import Relation

THINK = SongRecord("Lyn Collins", "Think (About It)", 1972, genres=("Soul",))
TWO = SongRecord("Rob Base & DJ E-Z Rock", "It Takes Two", 1988, genres=("Hip-Hop",))
PARTY = SongRecord("Kool Moe Dee", "Let's Party", 1989)
FRESH = SongRecord("Beyoncé; Jay-Z", "Déjà Vu", 2006, genres=("Pop",))
PAYBACK = SongRecord("James Brown", "The Payback", 1973)
OTHER_TWO = SongRecord("Rob Base & DJ E-Z Rock", "Get on the Dance Floor", 1988)
LONELY = SongRecord("James Brown", "Mind Power", 1973)


@pytest.fixture
def songs(database: Database) -> Database:
    """Six songs around two sampled ones, with some features, no model."""
    pairs = [(TWO, THINK), (PARTY, THINK), (FRESH, PAYBACK), (TWO, PAYBACK), (OTHER_TWO, PAYBACK), (LONELY, PAYBACK)]
    records = [RelationRecord(Relation.SAMPLES, sampler, sampled, "list") for sampler, sampled in pairs]
    load(database, enumerate(records, start=2))
    features = [(THINK, 115.0, "Am"), (TWO, 112.0, "C"), (PARTY, 57.0, None), (FRESH, 106.0, "F#")]
    load(
        database,
        enumerate(
            (FeatureRecord(song.artist_credit, song.title, "ear", bpm, key) for song, bpm, key in features), start=2
        ),
    )
    with database.driver.session(database=database.address.database) as session:
        session.run("MATCH (s:Song {song_id: 'james-brown/mind-power'})-[r:SAMPLES]-() DELETE r").consume()
    return database


@pytest.fixture
def published(songs: Database) -> Database:
    """The same with lists as a model would give them."""
    publish(songs, model("m1"), LISTS)
    return songs


LISTS = [
    (
        THINK.song_id,
        [
            (TWO.song_id, 9.0),
            (FRESH.song_id, 0.8),
            (PARTY.song_id, 0.7),
            (OTHER_TWO.song_id, 0.6),
            (PAYBACK.song_id, 0.5),
        ],
    ),
    (PAYBACK.song_id, [(PARTY.song_id, 0.9), (THINK.song_id, 0.8)]),
    (TWO.song_id, [(FRESH.song_id, 0.9)]),
]


def model(model_id: str, songs: tuple[str, ...] = (THINK.song_id,)) -> PublishedModel:
    """A model's description."""
    return PublishedModel(
        model_id, "spark", '{"rank": 8}', '{"rmse": 0.5}', "digest", "2026-01-01T00:00:00+00:00", songs
    )


Ask = Callable[[str], list[list[object]]]


@pytest.fixture
def ask(database: Database) -> Ask:
    """Rows of a reading statement."""
    return lambda cypher: database.ask(cypher, seconds=10, rows=1000)[1]
