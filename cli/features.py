"""`mixgraph features`: bpm and key into the graph."""

import click

from cli.loading import Loading, load_files, loading_options
from cli.talk import Talk


@click.command("features")
@loading_options
@click.pass_obj
def command(talk: Talk, loading: Loading) -> None:
    """Load bpm and key of songs that are in the graph from files, or from stdin (-).

    Tables (CSV, TSV, JSON lines), also compressed, need the columns artist and title. Also read: bpm, key, origin; and id,
    mbid, isrc, whosampled. Columns with other names are guessed, and mapped with --map. Keys may be written in any usual way
    (Am, G#, 8A, 1m).

    \b
    Example:
      mixgraph features features.tsv
      mixgraph features tracks.csv --source spotify --map bpm=tempo
    """
    from graph.sources.format import Tells

    load_files(talk, loading, Tells.FEATURES)
