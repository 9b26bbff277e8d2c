"""`mixgraph export`: the graph as an adjacency to learn from; `mixgraph export graph`: the whole of it, for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.talk import Talk
from cli.training import adjacency_options
from graph.schema import Relation

if TYPE_CHECKING:
    from graph.dump.export import DumpFormat


@click.group("export", invoke_without_command=True, subcommand_metavar="[graph FILE]")
@adjacency_options
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder to write, instead of the data folder's.",
)
@click.pass_context
def command(
    context: click.Context, kind: str, relations: tuple[Relation, ...], bpm_window: float, folder: Path | None
) -> None:
    """Build the weighted adjacency of the graph, as Parquet with a manifest.

    context: songs, artists and shared titles are nodes. seed: songs alone, 1 on the diagonal and where connected, 2 where
    the tempos are within the window too. Recommendations never enter. Prints the folder.

    `mixgraph export graph FILE` is another thing: the whole graph, for other programs and to be imported again.

    \b
    Example:
      mixgraph export --kind seed
      mixgraph export graph music.graphml.gz
    """
    if context.invoked_subcommand:
        typed = click.core.ParameterSource.COMMANDLINE
        if any(context.get_parameter_source(name) is typed for name in context.params):
            raise click.UsageError(f"options of the adjacency do not go with `{context.invoked_subcommand}`", context)
        return
    from cli.server_progress import server_progress
    from cli.training import export_adjacency
    from graph.connection import connect

    talk: Talk = context.obj
    with connect(server_progress(talk)) as database:
        click.echo(export_adjacency(talk, database, kind, relations, bpm_window, folder))


@command.command("graph")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["graphml", "csv"]),
    help="What to write, where the name of the file does not say it.",
)
@click.option("--no-recommendations", is_flag=True, help="Leave out the model and its lists, the largest part.")
@click.pass_obj
def graph(talk: Talk, target: Path, form: "DumpFormat | None", no_recommendations: bool) -> None:
    """Write the whole graph for other programs; `mixgraph import` reads it again, into an equal graph.

    FILE.graphml (also .gz, .zst, .xz): for Gephi, networkx, Cytoscape, yEd. FILE.zip, or a folder with --format csv: a table
    for each label and relationship type, for pandas, spreadsheets and `neo4j-admin database import`. The same graph gives the
    same bytes. Prints the file.

    \b
    Example:
      mixgraph export graph music.graphml.gz
      mixgraph export graph music --format csv
    """
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.dump.export import dump_size, export_graph, format_of

    told = form or format_of(target)
    if told is None:
        raise click.UsageError(
            f"what is {target} to be? End its name in .graphml or .zip, or say --format", click.get_current_context()
        )
    with connect(server_progress(talk)) as database:
        total = dump_size(database, not no_recommendations)
        with talk.step(f"exporting to {target.name}", total, "nodes and relationships") as step:
            written = export_graph(
                database,
                target,
                told,
                recommendations=not no_recommendations,
                advance=step.advance,
            )
        if any(model["state"] != "active" for model in database.read("model")) and not no_recommendations:
            talk.note("a model that was not published to its end is left out: run `mixgraph publish` before an export")
    number = sum(written.values())
    talk.note(
        f"exported {number:,} nodes and relationships: {written['Song']:,} songs, {written['Artist']:,} artists, "
        + ", ".join(f"{written[name]:,} {word}" for name, word in _WORDS.items() if written.get(name))
    )
    click.echo(target)


_WORDS = {"SAMPLES": "samples", "COVERS": "covers", "REMIXES": "remixes", "RECOMMENDED_WITH": "recommendations"}
