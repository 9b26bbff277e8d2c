"""`mixgraph show`: all that is known of one song, and who says it."""

from typing import Any

import click

from cli.output import Output, output_options
from cli.song_names import song_names
from cli.talk import Talk, printable


@click.command("show")
@click.argument("song", nargs=-1, required=True, metavar="SONG…", shell_complete=song_names)
@output_options
@click.pass_obj
def command(talk: Talk, output: Output, song: tuple[str, ...]) -> None:
    """Show a song: its facts with their sources, what it takes from, and what takes from it.

    Formats other than the table list its relations.

    \b
    Example:
      mixgraph show "The Winstons – Amen, Brother"
    """
    from cli.server_progress import server_progress
    from graph.answers.song import show
    from graph.connection import connect

    with connect(server_progress(talk)) as database:
        found = show(database, " ".join(song))
    if not output.for_people:
        output.write(found.relations)
        return
    columns = ["relation", "artist", "title", "year", "kind", "part", "sources"]
    relations = output.table(found.relations, columns) if found.relations else "no relations\n"
    output.write_text("\n".join([*_facts(found.facts), "", relations]))


def _facts(facts: dict[str, Any]) -> list[str]:
    said = {name: printable(str(value)) for name, value in facts.items() if value not in (None, "", [])}
    width = max(map(len, said))
    return [f"{name:<{width}}  {value}" for name, value in said.items()]
