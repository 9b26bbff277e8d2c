"""Answers for a song that was imported after the training: folded in between the factors that are there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from graph.answers.rules import Answer, Rules, Seed, weigh
from graph.connection import Database
from graph.identity import bare_title
from graph.publish import LEAST_PREFERENCE
from graph.schema import LEARNED_RELATIONS
from model.newcomer import Newcomer


@dataclass(frozen=True, slots=True)
class FoldedIn:
    """What the factors say of a new song: songs and preferences, best first, and how many nodes of each label it stands on.

    Empty when the model knows the song itself, or nothing that it is connected with.
    """

    best: Sequence[tuple[str, float]]
    beside: Mapping[str, int]


FoldIn = Callable[[str, Newcomer, int], FoldedIn | None]
"""(model_id, newcomer, count) → what the model's factors say of it; None when they are not on this machine."""


def newcomer_of(database: Database, seed: Seed) -> Newcomer:
    """What the graph says of the seed, by the relations that a training learns from unless told otherwise."""
    row = database.read("newcomer", song_id=seed.song_id, types=[relation.value for relation in LEARNED_RELATIONS])[0]
    related = {song["song_id"]: song["bpm"] for song in row["related"]}
    return Newcomer(seed.song_id, seed.bpm, bare_title(row["title"]), related, tuple(row["artists"]))


def fold(database: Database, seed: Seed, folded: FoldedIn, rules: Rules) -> list[Answer]:
    """The songs that the factors name, without those that are connected already; none when all of it is noise."""
    preferences = dict(folded.best)
    rows = database.read("answer_songs", song_id=seed.song_id, ids=list(preferences))
    fresh = [row for row in rows if not row["known"]]
    best = max((preferences[row["song_id"]] for row in fresh), default=0.0)
    if best < LEAST_PREFERENCE:
        return []
    return [weigh(seed, row, "folded", preferences[row["song_id"]] / best, rules.half_and_double) for row in fresh]


def told(seed: Seed, model_id: str, folded: FoldedIn) -> str:
    """What the answers stand on, in one sentence."""
    parts = [f"{number} {label.lower()}{'s' * (number > 1)}" for label, number in folded.beside.items()]
    return (
        f"{seed.name} is new since {model_id} was trained: folded in by {', '.join(parts)} that it knows; "
        "`mixgraph train` learns it"
    )
