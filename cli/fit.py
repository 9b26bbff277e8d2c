"""`mixgraph fit`: an adjacency into a model."""

import re
from typing import Any

import click

from cli.talk import Talk
from cli.training import fit_options


@click.command("fit")
@click.argument("adjacency", required=False, metavar="[FOLDER]")
@fit_options
@click.pass_obj
def command(talk: Talk, /, adjacency: str | None, **options: Any) -> None:
    """Fit ALS to an exported adjacency (the newest `context` export unless FOLDER is given) and rank every song's list.

    Prints the model's folder. Needs no database. FOLDER may be a URI that Spark reads, such as hdfs://HOST/adjacency.

    \b
    Example:
      mixgraph fit --rank 100
      mixgraph fit hdfs:///mixgraph/context --master yarn --shared-folder hdfs:///mixgraph
    """
    from pathlib import Path

    from cli.training import ChosenFit, fit_model
    from graph.folders import adjacency_folder

    # `file:/folder` is one, too; a Windows drive is no scheme
    is_uri = re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", adjacency or "")
    here = Path(adjacency) if adjacency else adjacency_folder("context")
    click.echo(fit_model(talk, adjacency if adjacency and is_uri else here, ChosenFit.read(options)))
