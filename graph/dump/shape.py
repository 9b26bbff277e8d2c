"""What a dump of the whole graph holds, for those who write it and those who read it.

Every property is a plain value that any program can use. What sources claim, of which most properties are derived, stands as
JSON in the property `claims`, and that alone is read when a dump is imported. Aliases, and the lists of claims, are not
repeated: they follow from the claims.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from graph.schema import Edge, Label, Relation

VERSION: Final = 2  # of this shape; a reader refuses dumps of a later one
READABLE: Final = (1, 2)  # version 1 is without producers
CLAIMS: Final = "claims"

Value = str | int | float | None
Type = Literal["string", "int", "double"]


@dataclass(frozen=True, slots=True)
class Property:
    """A property by name, and the type of its values."""

    name: str
    type: Type = "string"


@dataclass(frozen=True, slots=True)
class Nodes:
    """All nodes of one label, as `statement` gives them; the first property is their key."""

    name: Label
    statement: str
    properties: tuple[Property, ...]

    @property
    def key(self) -> str:
        """The property that tells the nodes apart."""
        return self.properties[0].name


@dataclass(frozen=True, slots=True)
class Relationships:
    """All relationships of one type, as `statement` gives them, and what stands at their ends."""

    name: Relation | Edge
    statement: str
    start: Nodes
    end: Nodes
    start_name: str
    end_name: str
    properties: tuple[Property, ...]


Part = Nodes | Relationships


@dataclass(frozen=True, slots=True)
class Element:
    """A node or relationship on its way into a dump: values by property; of a relationship also the keys of its ends."""

    part: Part
    values: dict[str, Value]


def _properties(*names: str) -> tuple[Property, ...]:
    return tuple(Property(name, _TYPES.get(name, "string")) for name in names)


_TYPES: dict[str, Type] = {
    **dict.fromkeys(("year", "duration", "precedence", "rank"), "int"),
    **dict.fromkeys(("bpm", "weight", "score", "learned", "tempo"), "double"),
}

SOURCES = Nodes(Label.SOURCE, "dump_sources", _properties("name", "terms", "licence", "precedence", CLAIMS))
MERGES = Nodes(Label.MERGE, "dump_merges", _properties("merged", "kept", CLAIMS))
GENRES = Nodes(Label.GENRE, "dump_genres", _properties("name"))
ARTISTS = Nodes(Label.ARTIST, "dump_artists", _properties("artist_id", "name", "sources"))
SONGS = Nodes(
    Label.SONG,
    "dump_songs",
    _properties(
        *("song_id", "title", "artist_credit", "year", "duration", "bpm", "bpm_source", "key", "key_source", "genres"),
        *("mbid", "isrc", "whosampled_path", "aliases", "sources", CLAIMS),
    ),
)
MODELS = Nodes(
    Label.MODEL,
    "dump_models",
    _properties("model_id", "engine", "parameters", "metrics", "adjacency_digest", "created_at"),
)

_RELATION = _properties("kind", "part", "weight", "sources", CLAIMS)
PERFORMED = Relationships(
    Edge.PERFORMED, "dump_performed", ARTISTS, SONGS, "artist", "song", _properties("role", "sources")
)
PRODUCED = Relationships(Edge.PRODUCED, "dump_produced", ARTISTS, SONGS, "artist", "song", _properties("sources"))
IN_GENRE = Relationships(Edge.IN_GENRE, "dump_in_genre", SONGS, GENRES, "song", "genre", _properties("sources"))
RELATIONS = tuple(
    Relationships(relation, "dump_relations", SONGS, SONGS, "sampler", "sampled", _RELATION) for relation in Relation
)
MEASURED = Relationships(
    Edge.MEASURED, "dump_measured", SONGS, SOURCES, "song", "source", _properties("bpm", "key", CLAIMS)
)
RECOMMENDED = Relationships(
    Edge.RECOMMENDED_WITH,
    "dump_recommended",
    SONGS,
    SONGS,
    "song",
    "recommended",
    (*_properties("rank", "weight", "score", "learned", "tempo"), Property("key", "double")),
)

# In the order in which they stand in a dump: what is claimed, then what a model made of it. Merges come before songs, so that
# none is loaded that has to be joined afterwards.
CLAIMED: Final[tuple[Part, ...]] = (
    *(SOURCES, MERGES, GENRES, ARTISTS, SONGS),
    *(PERFORMED, PRODUCED, IN_GENRE, *RELATIONS, MEASURED),
)
LEARNED: Final[tuple[Part, ...]] = (MODELS, RECOMMENDED)
BY_NAME: Final[dict[str, Part]] = {part.name.value: part for part in (*CLAIMED, *LEARNED)}


def parameters(part: Part) -> dict[str, Any]:
    """What the part's statement is given."""
    return {"type": part.name.value} if part in RELATIONS else {}


def keys(part: Part) -> Iterator[Property]:
    """What stands before the properties of a relationship: the keys of its ends."""
    if isinstance(part, Relationships):
        yield Property(part.start_name)
        yield Property(part.end_name)
