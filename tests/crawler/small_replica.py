"""A small site of people who do not exist, all of whom a crawl from its one genre meets."""

from crawler.replica.catalogue import Catalogue
from crawler.replica.site import Layout, ReplicaSite
from graph.records import RelationRecord
from graph.schema import Kind, Relation
from tests.crawler.replica.relations import relation, song

GENRE = "Hip-Hop"
ARTISTS = 12
SONGS = 4  # of each
_TYPES = tuple(Relation)
_KINDS = (Kind.DIRECT, Kind.INTERPOLATION)


def relations(artists: int = ARTISTS, songs: int = SONGS) -> list[RelationRecord]:
    """Each song takes from one of the artist before, and from the first song of all, which so many take from."""
    names = [f"Persön {number}" for number in range(artists)]
    made = [
        [song(name, f"Piece {at} of {number}", 1970 + number, genres=(GENRE,)) for at in range(songs)]
        for number, name in enumerate(names)
    ]
    found = []
    for number in range(1, artists):
        for at in range(songs):
            type_ = _TYPES[(number + at) % len(_TYPES)]
            more = {"kind": _KINDS[at % 2], "part": "drums"} if type_ is Relation.SAMPLES else {}
            found.append(relation(made[number][at], made[number - 1][(at + 1) % songs], type_, **more))
            if number > 1:
                found.append(relation(made[number][at], made[0][0], kind=Kind.DIRECT, part="vocals"))
    return found


def small_replica(layout: Layout = Layout.NEW, artists: int = ARTISTS, songs: int = SONGS) -> ReplicaSite:
    """A replica of that."""
    return ReplicaSite(Catalogue(relations(artists, songs)), layout, facts="facts that were made up")
