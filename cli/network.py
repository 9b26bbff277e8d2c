"""`mixgraph network`: a song's neighbourhood as a page to look at."""

import re
from pathlib import Path

import click

from cli.song_names import song_names
from cli.talk import Talk

LONGEST_NAME = 200  # bytes of a file name, well below what file systems take


@click.command("network")
@click.argument("song", nargs=-1, required=True, metavar="SONG…", shell_complete=song_names)
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.html",
    help="Write to this file; without it, to one named after the song in the current folder.",
)
@click.option("--depth", type=click.IntRange(1, 3), default=2, show_default=True, help="How many steps from the song.")
@click.option("--limit", type=click.IntRange(1, 500), default=100, show_default=True, help="How many songs at most.")
@click.option("--open", "open_it", is_flag=True, help="Show it in the browser.")
@click.pass_obj
def command(talk: Talk, song: tuple[str, ...], path: Path | None, depth: int, limit: int, open_it: bool) -> None:
    """Draw the neighbourhood of a song: what it samples, what samples it, covers, remixes, and what goes well with it.

    The page is one HTML file that needs neither network nor server. Its path goes to stdout.

    \b
    Example:
      mixgraph network "Lyn Collins – Think (About It)" -o think.html --open
    """
    from cli.server_progress import server_progress
    from graph.answers.neighbourhood import neighbourhood
    from graph.connection import connect
    from graph.schema_setup import check_ready
    from model.atomic_write import atomic_file
    from web.network.page import network_page

    with connect(server_progress(talk)) as database:
        check_ready(database)
        found = neighbourhood(database, " ".join(song), depth, limit)
    path = path or Path(f"{slug(found.seed.song_id)}.html")
    with atomic_file(path) as file:
        file.write(network_page(found))
    click.echo(path)
    steps = "1 step" if depth == 1 else f"{depth} steps"
    told = [f"{found.size} around {found.seed.name}"]
    if found.rest:
        told.append(f"{found.rest} within {steps} left out by --limit {limit}")
    talk.note("; ".join([*told, *found.notes]))
    if open_it:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())


def slug(song_id: str) -> str:
    """A file name for the song: its id with hyphens for all but letters and digits, not too long."""
    words = re.sub(r"[^\w]+", "-", song_id).strip("-") or "network"
    return words.encode()[:LONGEST_NAME].decode(errors="ignore")
