"""What people decide of songs: that two are one, and that they are two after all."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.batch import Batch
from graph.connection import Database, Work
from graph.errors import InputUnusable
from graph.placing import place, place_again


@dataclass(frozen=True, slots=True)
class Merged:
    """Songs that are one now: the id that stays, and the id that is an alias of it."""

    kept: str
    merged: str


def merge(database: Database, kept: str, merged: str) -> Merged:
    """Make one song of two, by their song_ids; claims that come later for either go to `kept`.

    Raises InputUnusable when they are one already.
    """
    if kept == merged:
        raise InputUnusable(f"{kept} is one song already", "give two songs")

    def work(work: Work) -> None:
        work.run("lock_graph")
        remember(work, merged, kept)
        place(work, Batch(), joined=[merged])

    database.transact(work)
    database.read("await_search")
    return Merged(kept, merged)


def undo_merge(database: Database, merged: str) -> Merged:
    """Take a merge back: what is claimed of `merged` becomes a song of its own again; raises InputUnusable without one."""

    def work(work: Work) -> Merged | None:
        work.run("lock_graph")
        kept = _merges(work).get(merged)
        if kept is None:
            return None
        work.run("remove_merge", merged=merged)
        songs = {row["song_id"] for row in work.found("resolve_aliases", ids=[merged])}
        place_again(work, songs)
        return Merged(kept, merged)

    undone = database.transact(work)
    if undone is None:
        raise InputUnusable(f"{merged} was not merged into another song", "`mixgraph merge --list` shows what was")
    database.read("await_search")
    return undone


def merges_of(database: Database) -> list[Merged]:
    """All merges that stand."""
    return [Merged(row["kept"], row["merged"]) for row in database.read("merges")]


def remember(work: Work, merged: str, kept: str) -> None:
    """Write down that two songs are one, unless that follows from what is written already."""
    merges = _merges(work)
    if _root(merges, merged) == _root(merges, kept):
        return
    work.run("load_merge", merged=merged if merged not in merges else _root(merges, merged), kept=kept)


def _merges(work: Work) -> dict[str, str]:
    return {row["merged"]: row["kept"] for row in work.run("merges").rows}


def _root(merges: Mapping[str, str], song: str) -> str:
    while song in merges:
        song = merges[song]
    return song
