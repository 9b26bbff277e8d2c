"""From an adjacency on disk to a model on disk."""

from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from model.adjacency import Adjacency
from model.als.engine import Engine, Progress, WarmEngine, silent
from model.als.parameters import AlsParameters
from model.artefact import Artefact
from model.errors import EngineFailed
from model.evaluation.held_out import held_out_rmse
from model.warm_start import factors_for, find_start


def train(
    adjacency_folder: Path,
    engine: Engine,
    parameters: AlsParameters,
    models_folder: Path,
    progress: Progress = silent,
    *,
    held_out: bool = True,
    warm: bool = False,
) -> Path:
    """Fit, rank every song's list, write the artefact, and give its folder.

    `held_out` adds a second fit, for the RMSE on hidden pairs. `warm` lets an engine that can go on from the last model of
    the same rank and kind; the fit without the hidden pairs never does, since that model has seen them. The steps of
    `progress`: `held-out`, `fit`, `top-k`. Raises AdjacencyUnusable, and EngineFailed also while another training writes
    to the same models folder.
    """
    adjacency = Adjacency.load(adjacency_folder)
    models_folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(models_folder / ".training.lock", timeout=0):
            metrics: Mapping[str, float | None] = (
                {"rmse": held_out_rmse(engine, adjacency, parameters, progress=progress)} if held_out else {}
            )
            start = None
            if warm and isinstance(engine, WarmEngine):
                start = find_start(models_folder, adjacency, engine.name, parameters)
            if start is not None and isinstance(engine, WarmEngine):
                factors = engine.fit_from(factors_for(start, adjacency), adjacency, parameters, progress)
            else:
                factors = engine.fit(adjacency, parameters, progress)
            return Artefact.write(
                models_folder,
                adjacency,
                factors,
                engine.top_k(adjacency, factors, parameters.top_k, progress),
                engine=engine.name,
                parameters=parameters,
                versions=engine.versions(),
                metrics=metrics,
                start=None if start is None else start.model_id,
            )
    except Timeout as error:
        raise EngineFailed(
            f"another training writes to {models_folder}", hint="wait until it is done, and run this again"
        ) from error
