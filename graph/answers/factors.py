"""The factors of the published model, when they are on this machine: answers beyond the published lists."""

from graph.folders import models_folder


def more_learned(model_id: str, song_id: str, count: int) -> list[tuple[str, float]] | None:
    """The songs of highest preference for a song over the full catalogue, best first; None without the model's folder.

    The model_id is the published one, so graph and factors are of one training. Raises ArtefactUnusable for a damaged folder.
    """
    folder = models_folder() / model_id
    if not folder.is_dir():
        return None
    from model.artefact import Artefact

    return Artefact.load(folder).best(song_id, count)
