"""`mixgraph import`: who sampled, covered or remixed whom, into the graph."""

import click

from cli.loading import Loading, load_files, loading_options
from cli.talk import Talk


@click.command("import")
@loading_options
@click.option(
    "--relation",
    type=click.Choice(["samples", "covers", "remixes"], case_sensitive=False),
    help="The relation of rows that name none.",
)
@click.pass_obj
def command(talk: Talk, loading: Loading) -> None:
    """Load who sampled, covered or remixed whom from files, or from stdin (-).

    Tables (CSV, TSV, JSON lines), also compressed (gzip, bzip2, xz, zstd, zip), need the columns relation (samples, covers,
    remixes), artist, title, source_artist, source_title. Also read: part, kind, times, url, origin; and year, genre, duration,
    producers, remixers, id, mbid, isrc, whosampled, which with source_ in front are those of the song that is taken from.
    Columns with other names are guessed, and mapped with --map. --list-formats shows what else can be read. Loading a file
    again changes nothing.

    \b
    Example:
      mixgraph import relations.tsv
      mixgraph import list.csv.gz --relation samples --map artist=sampled_by --map source_artist=original
      curl -s https://example.org/list.jsonl | mixgraph import - --source example --yes
    """
    from graph.sources.format import Tells

    load_files(talk, loading, Tells.RELATIONS)
