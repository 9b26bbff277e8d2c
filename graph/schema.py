"""The nouns of the graph, written once: labels, relationship types, properties, and the version they are of.

The statements themselves stand in `graph/queries`; a test holds their words against this file.
"""

from enum import StrEnum
from typing import Final

# Of labels, types, properties, normal form and what claims are; a change of any is a migration. A type that is added is one,
# too: an older program, which does not know it, would forget and merge around it and leave what nobody claims.
VERSION: Final = 3

UNKNOWN_YEAR: Final = 0  # lists in Neo4j hold no null: in `years`, and "" in the other parallel lists


class Label(StrEnum):
    """What nodes are."""

    SONG = "Song"
    ARTIST = "Artist"
    GENRE = "Genre"
    SOURCE = "Source"
    MODEL = "Model"
    ALIAS = "Alias"  # another id of a song
    MERGE = "Merge"  # two songs that a person joined
    MARKER = "Mixgraph"  # one node: this database is ours, and of which schema version


class Relation(StrEnum):
    """The relations between songs that sources claim; each goes from the newer work to the one it takes from."""

    SAMPLES = "SAMPLES"
    COVERS = "COVERS"
    REMIXES = "REMIXES"


# what the adjacency connects songs by, unless told otherwise: covers as training edges cost a little of every metric
LEARNED_RELATIONS: Final = (Relation.SAMPLES, Relation.REMIXES)


class Edge(StrEnum):
    """All other relationship types."""

    PERFORMED = "PERFORMED"
    PRODUCED = "PRODUCED"
    IN_GENRE = "IN_GENRE"
    MEASURED = "MEASURED"
    OF = "OF"
    RECOMMENDED_WITH = "RECOMMENDED_WITH"


class Kind(StrEnum):
    """How a sampler takes from the sampled song."""

    DIRECT = "direct"
    INTERPOLATION = "interpolation"
    UNKNOWN = "unknown"


CONSTRAINTS: Final = (*("song_id", "artist_id", "genre_name", "source_name", "model_id", "marker", "alias", "merge"),)
FULLTEXT_INDEXES: Final = ("song_text", "artist_text")
