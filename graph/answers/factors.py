"""The factors of the published model, when they are on this machine: answers beyond the published lists."""

from collections import Counter
from typing import TYPE_CHECKING

from graph.folders import models_folder

if TYPE_CHECKING:  # a song that has a list is answered without either
    from graph.answers.newcomers import FoldedIn
    from model.newcomer import Newcomer


def more_learned(model_id: str, song_id: str, count: int) -> list[tuple[str, float]] | None:
    """The songs of highest preference for a song over the full catalogue, best first; None without the model's folder.

    The model_id is the published one, so graph and factors are of one training. Raises ArtefactUnusable for a damaged folder.
    """
    folder = models_folder() / model_id
    if not folder.is_dir():
        return None
    from model.artefact import Artefact

    return Artefact.load(folder).best(song_id, count)


def folded_in(model_id: str, newcomer: "Newcomer", count: int) -> "FoldedIn | None":
    """The songs of highest preference for one that came after the training, by one half-step of ALS; None without the folder.

    It says nothing of a song that the model knows, or of one without a node that the model knows beside it. Raises
    ArtefactUnusable for a damaged folder.
    """
    folder = models_folder() / model_id
    if not folder.is_dir():
        return None
    from graph.answers.newcomers import FoldedIn
    from model.artefact import Artefact
    from model.label import SONG
    from model.newcomer import Edge

    artefact = Artefact.load(folder)
    kind = artefact.manifest["adjacency"]
    edges = newcomer.edges(kind["kind"], kind["parameters"])
    itself = Edge(SONG, newcomer.song_id, 0)
    known = artefact.knows([*edges, itself])
    if not known or any(edge == itself for _, edge in known):
        return FoldedIn((), {})
    beside = Counter(edge.label for _, edge in known)
    return FoldedIn(artefact.best_beside(known, count), beside)
