"""`mixgraph merge`: two songs that are one."""

import click

from cli.output import Output, output_options
from cli.song_names import song_names
from cli.talk import Talk


@click.command("merge")
@click.argument("kept", required=False, metavar="SONG", shell_complete=song_names)
@click.argument("merged", required=False, metavar="OTHER", shell_complete=song_names)
@click.option("--undo", metavar="OTHER", help="Make two songs again: give the id of the song that was merged.")
@click.option("--list", "lists", is_flag=True, help="List what was merged.")
@output_options
@click.pass_obj
def command(talk: Talk, kept: str | None, merged: str | None, undo: str | None, lists: bool, output: Output) -> None:
    """Make one song of two: all that is said of OTHER is said of SONG from now on, also by files that are read later.

    The id of OTHER stays as an alias. `mixgraph duplicates` lists songs that are likely to be one.

    \b
    Example:
      mixgraph merge "Lyn Collins – Think (About It)" "Lyn Collins – Think About It Now"
      mixgraph merge --undo lyn-collins/think-about-it-now
    """
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.merging import merge, merges_of, undo_merge
    from graph.schema_setup import check_ready
    from graph.search import resolve

    asked = (lists, undo is not None, kept is not None)
    if sum(asked) != 1 or (kept is not None and merged is None):
        raise click.UsageError("give two songs, or --undo OTHER, or --list")
    with connect(server_progress(talk)) as database:
        check_ready(database)
        if lists:
            output.write([{"song_id": each.kept, "merged": each.merged} for each in merges_of(database)])
        elif undo is not None:
            undone = undo_merge(database, undo)
            talk.note(f"{undone.merged} and {undone.kept} are two songs again")
        elif kept is not None and merged is not None:
            done = merge(database, resolve(database, kept).song_id, resolve(database, merged).song_id)
            talk.note(f"{done.merged} is {done.kept} now; `mixgraph merge --undo {done.merged}` takes it back")
