"""Suggests songs for a SONG argument while somebody types, if the database is up; never starts it, never waits long."""

import threading
from contextlib import suppress

import click

from cli.talk import printable

SECONDS = 1.0  # for the database's answer: somebody waits with a finger on the key
SHOWN = 30


def song_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Songs that begin with the words given so far and this one; only what follows those words is suggested."""
    words = context.params.get(str(parameter.name)) or ()
    before = " ".join([words] if isinstance(words, str) else words)
    return [rest for name in _begun(f"{before} {incomplete}".lstrip()) if (rest := _after(name, before))]


def _begun(text: str) -> list[str]:
    from graph.connection import enter, standing_address
    from graph.errors import MixgraphError

    try:
        address = standing_address()
    except MixgraphError:
        return []
    if address is None:
        return []

    import neo4j  # noqa: F401 - takes its time, which is not the database's

    found: list[str] = []

    def ask() -> None:
        from graph.completion import songs_begun

        with suppress(Exception), enter(address, connection_timeout=SECONDS, retry_time=0) as database:
            found.extend(map(printable, songs_begun(database, text, SHOWN)))

    thread = threading.Thread(target=ask, daemon=True)  # a database that is silent shall not hold the shell
    thread.start()
    thread.join(SECONDS)
    return found[:SHOWN]


def _after(name: str, before: str) -> str:
    """What follows in the name when its first words were given already; empty when they are others."""
    from graph.identity import normal_form

    words, given = name.split(), len(before.split())
    begins = not before.strip() or normal_form(" ".join(words[:given])) == normal_form(before)
    return " ".join(words[given:]) if begins else ""
