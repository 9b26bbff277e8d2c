"""`mixgraph recommend`: one song in, the songs that mix well with it out."""

from typing import Any

import click

from cli.output import Output, output_options
from cli.song_names import song_names
from cli.talk import Talk


def _years(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    first, dash, last = value.replace("–", "-").partition("-")
    try:
        years = int(first), int(last if dash else first)
    except ValueError:
        raise click.BadParameter("give a year or a span: 1994 or 1990-1999") from None
    if years[0] > years[1]:
        raise click.BadParameter("the first year comes after the last")
    return years


class Number(click.FloatRange):
    """A number within a range that is one: not nan."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """As click does, but `nan` is no number."""
        number = super().convert(value, param, ctx)
        if number != number:
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


def _key(_: click.Context, __: click.Parameter, value: str | None) -> Any:
    if value is None:
        return None
    from model.key import Key

    key = Key.parse(value)
    if key is None:
        raise click.BadParameter(f"{value!r} is not a key; write it like Am, F#, 8A or 1m")
    return key


@click.command("recommend")
@click.argument("song", nargs=-1, metavar="SONG…", shell_complete=song_names)
@click.option("-n", "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many songs.")
@click.option(
    "--bpm-tolerance",
    type=Number(0, 100),
    default=6.0,
    show_default=True,
    help="Per cent by which the tempos may differ, half and double time counted; 100 switches it off.",
)
@click.option("--bpm-window", type=Number(0), help="Beats a minute by which the tempos may differ, instead.")
@click.option("--half-double/--no-half-double", default=True, show_default=True, help="Count half and double time.")
@click.option(
    "--key-match",
    type=click.Choice(["strict", "loose", "off"]),
    default="off",
    show_default=True,
    help="strict: same key, a fifth up or down, or its relative; loose: the diagonals too.",
)
@click.option("--year", "years", callback=_years, metavar="YEAR|FROM-TO", help="Only songs of these years.")
@click.option("--genre", help="Only songs of this genre.")
@click.option("--max-per-artist", type=click.IntRange(1), default=1, show_default=True, help="Songs of one artist.")
@click.option("--own-artist", is_flag=True, help="Songs of the seed's own artist too.")
@click.option("--include-known", is_flag=True, help="Songs that are connected with it already too, first.")
@click.option("--collages", is_flag=True, help="Mash-ups of ten songs and more too, where their tempo is unknown.")
@click.option("--explain", "reasons", is_flag=True, help="Say why: shared sources and samplers, parts of the score.")
@click.option("--bpm", type=Number(20, 400), help="The song's tempo, where the graph does not know it.")
@click.option("--key", callback=_key, metavar="KEY", help="The song's key, where the graph does not know it.")
@output_options
@click.pass_obj
def command(
    talk: Talk,
    output: Output,
    song: tuple[str, ...],
    limit: int,
    bpm_tolerance: float,
    bpm_window: float | None,
    half_double: bool,
    key_match: str,
    years: tuple[int, int] | None,
    genre: str | None,
    max_per_artist: int,
    own_artist: bool,
    include_known: bool,
    collages: bool,
    reasons: bool,
    bpm: float | None,
    key: Any,
) -> None:
    """List the songs that mix well with SONG: "artist – title", a title alone, or an id.

    Songs whose bpm or key is unknown pass the filters. The column kind says where an answer comes from: learned (by the
    model), folded (by the model, for a SONG that is newer than it), artist (through the seed's artist), rules (tempo and key
    alone), known (connected already).

    \b
    Example:
      mixgraph recommend "Lyn Collins – Think (About It)" --explain
    """
    text = " ".join(song).strip()
    if not text and bpm is None and key is None:
        raise click.UsageError('name a song: mixgraph recommend "artist – title"')
    from cli.server_progress import server_progress
    from graph.answers.factors import folded_in, more_learned
    from graph.answers.recommend import recommend
    from graph.answers.rules import Rules
    from graph.connection import connect
    from model.key import KeyMatch

    rules = Rules(
        limit=limit,
        bpm_tolerance=None if bpm_window is not None or bpm_tolerance >= 100 else bpm_tolerance / 100,
        bpm_window=bpm_window,
        half_and_double=half_double,
        key_match=KeyMatch(key_match),
        max_per_artist=max_per_artist,
        own_artist=own_artist,
        include_known=include_known,
        collages=collages,
        years=years,
        genre=genre,
    )
    with connect(server_progress(talk)) as database:
        found = recommend(database, text, rules, bpm=bpm, key=key, more_learned=more_learned, fold_in=folded_in)
        if reasons:
            from graph.answers.explain import explain

            explain(database, found.seed, found.answers)
    seed = found.seed
    facts = ", ".join(
        filter(None, [f"{seed.bpm:.1f} bpm" if seed.bpm else "", f"{seed.key} {seed.key.camelot}" if seed.key else ""])
    )
    talk.note(f"goes with {seed.name if seed.song_id else seed.title or 'it'}{f' ({facts})' if facts else ''}:")
    for note in found.notes:
        talk.note(f"  {note}")
    if not output.for_people:
        output.write([answer.row() for answer in found.answers])
        return
    columns = ["rank", "artist", "title", "year", "bpm", "change", "key", "score", "kind"]
    if reasons:
        columns += ["learned", "tempo_match", "key_match", "why"]
    output.write([answer.shown() for answer in found.answers], columns)
