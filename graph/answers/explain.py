"""Why a song is an answer: shared sources and samplers, the same artist, the way between the two through the graph."""

from typing import Any

from graph.answers.rules import Answer, Seed
from graph.answers.wording import BACKWARD, FORWARD
from graph.connection import Database
from graph.schema import Edge

LONGEST_WAY = 6  # steps; as in the query


def explain(database: Database, seed: Seed, answers: list[Answer]) -> None:
    """Add to each answer's `why` one sentence a reason; one without any way to the seed says that, too."""
    if not seed.song_id or not answers:
        return
    ids = [answer.song_id for answer in answers]
    shared = {row["song_id"]: row for row in database.read("explain", song_id=seed.song_id, ids=ids)}
    for answer in answers:
        answer.why += _shared(shared[answer.song_id])
    far = [answer.song_id for answer in answers if not answer.why]
    ways = {row["song_id"]: row for row in database.read("explain_path", song_id=seed.song_id, ids=far)} if far else {}
    for answer in answers:
        if not answer.why:
            way = ways.get(answer.song_id)
            answer.why.append(
                _way(way) if way else f"no way of up to {LONGEST_WAY} steps joins them: only the model says so"
            )


def _shared(row: dict[str, Any]) -> list[str]:
    reasons = []
    for column, words in (
        ("shared_sources", "both take from"),
        ("shared_samplers", "both were taken into"),
        ("shared_artists", "both are by"),
        ("shared_producers", "both were produced by"),
    ):
        if row[column]:
            reasons.append(f"{words} {'; '.join(row[column])}")
    return reasons


def _way(row: dict[str, Any]) -> str:
    words = [row["path"][0]]
    for type_, forward, name in zip(row["types"], row["forward"], row["path"][1:], strict=True):
        verb = FORWARD[type_] if forward else f"{'is' if type_ == Edge.PERFORMED else 'was'} {BACKWARD[type_]}"
        words += [verb, name]
    return ", which ".join(
        " ".join(words[at : at + 3]) if at == 0 else " ".join(words[at + 1 : at + 3])
        for at in range(0, len(words) - 2, 2)
    )
