"""`mixgraph duplicates`: songs that are likely to be one."""

import click

from cli.output import Output, output_options
from cli.talk import Talk


@click.command("duplicates")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many pairs.")
@click.option("--threshold", type=click.FloatRange(50, 100), default=85.0, show_default=True, help="The least score.")
@output_options
@click.pass_obj
def command(talk: Talk, limit: int, threshold: float, output: Output) -> None:
    """List pairs of songs that are likely to be one, the likeliest first, with a score of 100 at most and what speaks for it.

    They are guesses: remixes and other recordings may be among them. `mixgraph merge SONG OTHER` joins two.

    \b
    Example:
      mixgraph duplicates --limit 20
    """
    from cli.server_progress import server_progress
    from graph.connection import connect
    from graph.schema_setup import check_ready
    from graph.twins import likely_twins

    with connect(server_progress(talk)) as database:
        check_ready(database)
        songs = [
            (row["song_id"], row["artist_credit"], row["title"], row["year"]) for row in database.stream("twin_songs")
        ]
        found = likely_twins(songs, threshold=threshold, limit=limit)
    output.write(
        [{"score": twin.score, "song_id": twin.song_id, "other": twin.other, "reason": twin.reason} for twin in found]
    )
    if found:
        talk.note("`mixgraph merge SONG OTHER` joins two of them")
