"""`mixgraph fit`: an adjacency into a model."""

from pathlib import Path
from typing import Any

import click

from cli.talk import Talk
from cli.training import fit_options


@click.command("fit")
@click.argument("adjacency", required=False, type=click.Path(path_type=Path), metavar="[FOLDER]")
@fit_options
@click.pass_obj
def command(talk: Talk, /, adjacency: Path | None, **options: Any) -> None:
    """Fit ALS to an exported adjacency (the newest `context` export unless FOLDER is given) and rank every song's list.

    Prints the model's folder. Needs no database.

    \b
    Example:
      mixgraph fit --rank 100
    """
    from cli.training import ChosenFit, fit_model
    from graph.folders import adjacency_folder

    click.echo(fit_model(talk, adjacency or adjacency_folder("context"), ChosenFit.read(options)))
