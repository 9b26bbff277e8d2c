"""`mixgraph train`: export, fit and publish in a row."""

from typing import Any

import click

from cli.talk import Talk
from cli.training import adjacency_options, fit_options, vectors_option
from graph.schema import Relation


@click.command("train")
@adjacency_options
@fit_options
@vectors_option
@click.pass_obj
def command(
    talk: Talk, /, kind: str, relations: tuple[Relation, ...], bpm_window: float, vectors: bool, **options: Any
) -> None:
    """Learn from the graph and write what was learned back: export → fit → publish.

    \b
    Example:
      mixgraph train --engine native
    """
    from cli.server_progress import server_progress
    from cli.training import ChosenFit, export_adjacency, fit_model, publish_model
    from graph.connection import connect

    chosen = ChosenFit.read(options)
    with connect(server_progress(talk)) as database:
        adjacency = export_adjacency(talk, database, kind, relations, bpm_window)
    model = fit_model(talk, adjacency, chosen)
    # anew: no connection is held, and may break, while the engine works
    with connect(server_progress(talk)) as database:
        publish_model(talk, database, model, vectors)
