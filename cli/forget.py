"""`mixgraph forget`: a source out of the graph."""

import click

from cli.talk import Talk


@click.command("forget")
@click.argument("source")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(talk: Talk, source: str, yes: bool) -> None:
    """Take out all that a source says, as if it had never been read; what others say too stays.

    Reading the source's file again brings it back. When it is interrupted, the same command goes on; `mixgraph sources` lists
    the sources.

    \b
    Example:
      mixgraph forget "rap list"
    """
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.errors import InputUnusable
    from graph.folders import journals_folder
    from graph.forgetting import forget, size_of, source_named
    from graph.schema_setup import check_ready
    from graph.sources.journal import remove_journals

    with connect(server_progress(talk)) as database:
        check_ready(database)
        name = source_named(database, source)
        relations, songs = size_of(database, name)
        if not talk.consents(f"Forget what {name} says of {relations:,} relations and {songs:,} songs?", yes):
            raise InputUnusable("nothing was forgotten", "--yes answers the question")
        remove_journals(journals_folder())  # else a long file would be read again only from where it had come to
        with talk.step(f"forgetting {name}", relations + songs, "relations and songs") as step:
            count = forget(database, name, step.advance)
        talk.note(
            f"forgot {name}: {count.claims:,} claims; gone are {count.relations:,} relations, {count.songs:,} songs, "
            f"{count.artists:,} artists, {count.measured:,} measurements"
        )
