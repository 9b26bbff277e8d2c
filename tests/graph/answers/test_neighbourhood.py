from collections import Counter

import pytest

from graph.answers.neighbourhood import Link, neighbourhood
from graph.connection import Database
from graph.errors import SongNotFound
from graph.loader import load as load_rows
from graph.publish import PublishedModel, publish
from graph.records import FeatureRecord, RelationRecord, SongRecord
from graph.schema import Edge, Kind, Relation


def song(name: str, year: int | None = None) -> SongRecord:
    return SongRecord(f"{name} Band", name, year)


SEED = song("Seed", 1975)


def load(database: Database, *relations: tuple[Relation, SongRecord, SongRecord]) -> None:
    rows = [
        RelationRecord(type_, sampler, sampled, "list", kind=Kind.DIRECT, part="drums")
        for type_, sampler, sampled in relations
    ]
    load_rows(database, enumerate(rows))


def rings(found):
    return {each.title: each.ring for each in found.songs}


@pytest.fixture
def chain(database):
    """Root ← seed ← sampler ← far ← farther, a cover of the seed, a remix of it, and one that is not near."""
    load(
        database,
        (Relation.SAMPLES, SEED, song("Root", 1960)),
        (Relation.SAMPLES, song("Sampler", 1988), SEED),
        (Relation.SAMPLES, song("Far", 1999), song("Sampler", 1988)),
        (Relation.SAMPLES, song("Farther", 2010), song("Far", 1999)),
        (Relation.COVERS, song("Cover", 1980), SEED),
        (Relation.REMIXES, song("Remix", 1990), SEED),
        (Relation.SAMPLES, song("Elsewhere"), song("Nowhere")),
    )
    return database


def test_depth_is_steps_from_the_seed(chain):
    near = {"Seed": 0, "Root": 1, "Sampler": 1, "Cover": 1, "Remix": 1}
    assert rings(neighbourhood(chain, "Seed Band – Seed", depth=1)) == near
    assert rings(neighbourhood(chain, "Seed Band – Seed", depth=2)) == near | {"Far": 2}
    assert rings(neighbourhood(chain, "Seed Band – Seed", depth=3)) == near | {"Far": 2, "Farther": 3}


def test_links_go_from_taker_to_taken_and_say_how(chain):
    found = neighbourhood(chain, "Seed Band – Seed", depth=1)
    assert set(found.links) == {
        Link(Relation.SAMPLES, "seed-band/seed", "root-band/root", "direct", "drums"),
        Link(Relation.SAMPLES, "sampler-band/sampler", "seed-band/seed", "direct", "drums"),
        Link(Relation.COVERS, "cover-band/cover", "seed-band/seed", "direct", "drums"),
        Link(Relation.REMIXES, "remix-band/remix", "seed-band/seed", "direct", "drums"),
    }
    assert found.left_out == 0
    assert found.size == "5 songs and 4 links"


def test_songs_carry_what_is_known_of_them(chain):
    load_rows(chain, enumerate([FeatureRecord("Seed Band", "Seed", "ear", 112.5, "Am")]))
    found = neighbourhood(chain, "seed-band/seed", depth=1).seed
    assert (found.name, found.year, found.bpm, found.key, found.sampled) == ("Seed Band – Seed", 1975, 112.5, "Am", 1)


def test_the_limit_holds_and_the_rest_is_counted(chain):
    for limit in range(1, 7):
        found = neighbourhood(chain, "seed-band/seed", depth=3, limit=limit)
        assert len(found.songs) == limit
        assert found.left_out == 7 - limit
        ids = {each.song_id for each in found.songs}
        assert all({link.start, link.end} <= ids for link in found.links)
    assert neighbourhood(chain, "seed-band/seed", depth=1, limit=2).rest == "3 more songs"


def test_every_shown_song_hangs_together_with_the_seed(chain):
    found = neighbourhood(chain, "seed-band/seed", depth=3, limit=6)
    by_id = {each.song_id: each for each in found.songs}
    for each in found.songs[1:]:
        near = [
            by_id[end]
            for link in found.links
            if each.song_id in (link.start, link.end)
            for end in (link.start, link.end)
        ]
        assert any(other.ring == each.ring - 1 for other in near)


def test_a_hub_leaves_room_for_others(database):
    hub = [(Relation.SAMPLES, song(f"Hub Sampler {number}"), song("Hub")) for number in range(60)]
    others = [(Relation.SAMPLES, song(f"Source {number}"), song(f"Second Source {number}")) for number in range(10)]
    ways = [(Relation.SAMPLES, SEED, song(f"Source {number}")) for number in range(10)]
    load(database, *hub, *others, *ways, (Relation.SAMPLES, SEED, song("Hub")))
    found = rings(neighbourhood(database, "seed-band/seed", depth=2, limit=28))
    kinds = Counter(title.rstrip("0123456789 ") for title in found)
    assert kinds["Source"] == 10
    assert kinds["Second Source"] == 10
    assert kinds["Hub Sampler"] == 28 - 22


def test_what_a_hub_takes_from_is_not_drowned_by_what_takes_from_it(database):
    samplers = [(Relation.SAMPLES, song(f"Sampler {number}"), SEED) for number in range(50)]
    more = [(Relation.SAMPLES, song(f"Fan {number}"), song(f"Sampler {number % 25}")) for number in range(50)]
    load(database, *samplers, *more, (Relation.SAMPLES, SEED, song("Root")), (Relation.COVERS, SEED, song("Original")))
    found = rings(neighbourhood(database, "seed-band/seed", depth=1, limit=10))
    assert {"Root", "Original"} <= set(found)
    # of the samplers, those with most relations of their own
    assert all(int(title.split()[1]) < 25 for title in found if title.startswith("Sampler"))


def test_circles_and_pairs_both_ways_are_shown_once(database):
    load(
        database,
        (Relation.SAMPLES, SEED, song("Other")),
        (Relation.SAMPLES, song("Other"), SEED),
        (Relation.COVERS, song("Other"), SEED),
        (Relation.SAMPLES, song("Third"), song("Other")),
        (Relation.SAMPLES, SEED, song("Third")),
    )
    with database.driver.session(database=database.address.database) as session:  # as a foreign writer might
        session.run("MATCH (s:Song {song_id: 'seed-band/seed'}) CREATE (s)-[:SAMPLES]->(s)").consume()
    found = neighbourhood(database, "seed-band/seed", depth=3)
    assert rings(found) == {"Seed": 0, "Other": 1, "Third": 1}
    assert len(found.links) == 5


@pytest.fixture
def published(chain):
    model = PublishedModel("m1", "native", "{}", "{}", "digest", "2026-01-01T00:00:00+00:00", ("seed-band/seed",))
    lists = [
        ("far-band/far", 0.9),
        ("elsewhere-band/elsewhere", 0.8),
        ("nowhere-band/nowhere", 0.7),
        ("farther-band/farther", 0.6),
    ]
    publish(chain, model, [("seed-band/seed", lists)])
    return chain


def test_recommended_songs_come_with_rank_and_reasons(published):
    found = neighbourhood(published, "seed-band/seed", depth=2, limit=100, recommended=3)
    ranked = {each.rank: each for each in found.songs if each.rank}
    assert [ranked[rank].title for rank in (1, 2, 3)] == ["Far", "Elsewhere", "Nowhere"]
    assert ranked[1].ring == 2  # it is near as well, and there once
    assert ranked[1].why
    assert ranked[2].ring is None
    recommended = [link for link in found.links if link.type is Edge.RECOMMENDED_WITH]
    assert [(link.start, link.end) for link in recommended] == [
        ("seed-band/seed", ranked[rank].song_id) for rank in (1, 2, 3)
    ]
    assert found.notes == []


def test_recommended_songs_are_a_part_of_the_limit(published):
    found = neighbourhood(published, "seed-band/seed", depth=2, limit=5, recommended=3)
    assert len(found.songs) == 5
    assert len([each for each in found.songs if each.rank]) == 1


def test_the_same_answers_as_recommend(published):
    from graph.answers.recommend import recommend
    from graph.answers.rules import Rules

    answers = recommend(published, "seed-band/seed", Rules(limit=4)).answers
    found = neighbourhood(published, "seed-band/seed", recommended=4)
    assert [(each.song_id, each.rank) for each in found.songs if each.rank] == [
        (each.song_id, each.rank) for each in answers
    ]


def test_without_a_model_it_says_so(chain):
    assert neighbourhood(chain, "seed-band/seed").notes == [
        "without recommended songs, since no recommendations were published yet"
    ]


def test_a_song_without_relations_stands_alone(chain):
    with chain.driver.session(database=chain.address.database) as session:
        session.run("MATCH (s:Song {song_id: 'seed-band/seed'})-[r:SAMPLES|COVERS|REMIXES]-() DELETE r").consume()
    found = neighbourhood(chain, "seed-band/seed", depth=3)
    assert rings(found) == {"Seed": 0}
    assert found.links == []


def test_an_unknown_song_is_not_found(chain):
    with pytest.raises(SongNotFound):
        neighbourhood(chain, "nobody – nothing at all")


@pytest.mark.parametrize(("depth", "limit"), [(0, 10), (4, 10), (2, 0), (2, 501)])
def test_depth_and_limit_are_bounded(chain, depth, limit):
    with pytest.raises(ValueError, match="depth is 1 to 3, limit 1 to 500"):
        neighbourhood(chain, "seed-band/seed", depth, limit)


class Counted(Database):
    """A database that remembers which statements were read."""

    def read(self, name, **parameters):
        self.asked = [*getattr(self, "asked", []), name]
        return super().read(name, **parameters)


def test_the_number_of_statements_does_not_grow_with_the_songs(published):
    few, many = (Counted(published.driver, published.address) for _ in range(2))
    assert len(neighbourhood(few, "seed-band/seed", depth=2, limit=4, recommended=1).songs) == 4
    assert len(neighbourhood(many, "seed-band/seed", depth=2, limit=100, recommended=1).songs) == 6
    assert len(few.asked) == len(many.asked) <= 12


def test_the_same_graph_gives_the_same_answer(published):
    assert neighbourhood(published, "seed-band/seed", 3, 5) == neighbourhood(published, "seed-band/seed", 3, 5)
