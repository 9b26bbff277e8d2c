"""How relations are said, from either of their ends; the same words on the command line and on pages."""

from collections.abc import Mapping

from graph.schema import Edge, Relation

FORWARD: Mapping[str, str] = {
    Relation.SAMPLES: "samples",
    Relation.COVERS: "covers",
    Relation.REMIXES: "remixes",
    Edge.PERFORMED: "performed",
    Edge.PRODUCED: "produced",
    Edge.RECOMMENDED_WITH: "goes with",
}
BACKWARD: Mapping[str, str] = {
    Relation.SAMPLES: "sampled in",
    Relation.COVERS: "covered in",
    Relation.REMIXES: "remixed in",
    Edge.PERFORMED: "by",
    Edge.PRODUCED: "produced by",
}
