"""The songs that mix well with a seed: its published list, then the model's factors, then its artist, then rules alone.

A song that is newer than the model has no list: the factors answer for it at once (`graph.answers.newcomers`).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.answers.newcomers import FoldIn, fold, newcomer_of, told
from graph.answers.rules import Answer, Rules, Seed, choose, weigh
from graph.connection import Database
from graph.errors import ModelMissing, OutOfStep, SongNotFound
from graph.schema import VERSION
from graph.schema_setup import check_ready
from graph.search import artists_of, resolve
from model import tempo
from model.key import Key

ARTIST_CANDIDATES = 200
RULE_CANDIDATES = 2_000
FACTOR_CANDIDATES = 500  # at least; twenty for each song that is wanted

MoreLearned = Callable[[str, str, int], Sequence[tuple[str, float]] | None]
"""(model_id, song_id, count) → songs and preferences from the model's factors, best first; None when they are not here."""


@dataclass(slots=True)
class Recommendation:
    """The answers for a seed, and what the user should know about them."""

    seed: Seed
    answers: list[Answer]
    notes: list[str] = field(default_factory=list)
    model_id: str | None = None


def recommend(
    database: Database,
    text: str,
    rules: Rules,
    *,
    bpm: float | None = None,
    key: Key | None = None,
    more_learned: MoreLearned | None = None,
    fold_in: FoldIn | None = None,
) -> Recommendation:
    """Answer for the song that `text` means; `bpm` and `key` stand in for what the graph does not know of it.

    Raises SongAmbiguous, SongNotFound (when neither the song, nor its artist, nor bpm or key are known), ModelMissing.
    """
    if not text:
        return _by_rules(database, Seed(bpm=bpm, key=key), rules)
    try:
        song_id = resolve(database, text).song_id
    except SongNotFound:
        artists = artists_of(database, text)
        if not artists and bpm is None and key is None:
            raise
        seed = Seed(title=text, bpm=bpm, key=key, artists=tuple(artists))
        if artists:
            found = _through_artist(database, seed, rules)
            if found.answers:
                found.notes.insert(0, f"{text!r} is not in the graph; answered through its artist")
                return found
        return _by_rules(database, seed, rules)
    row = database.read("recommendations", song_id=song_id)[0]
    return _for_song(database, _known_seed(song_id, row, bpm, key), row["list"], rules, more_learned, fold_in)


def _known_seed(song_id: str, row: dict[str, Any], bpm: float | None, key: Key | None) -> Seed:
    if row["schema_version"] not in (None, VERSION):
        raise OutOfStep(f"the graph is of schema version {row['schema_version']}", "run `mixgraph status`")
    main = song_id.partition("/")[0]
    return Seed(
        song_id=song_id,
        title=row["title"],
        artist_credit=row["artist_credit"],
        year=row["year"],
        bpm=bpm or tempo.known_bpm(row["bpm"]),
        key=key or (Key.parse(row["key"]) if row["key"] else None),
        artists=(main, *(artist for artist in row["artists"] if artist != main)),
        relations=row["relations"],
    )


def _for_song(
    database: Database,
    seed: Seed,
    rows: list[dict[str, Any]],
    rules: Rules,
    more_learned: MoreLearned | None,
    fold_in: FoldIn | None,
) -> Recommendation:
    if not rows:
        return _without_list(database, seed, rules, fold_in)
    found = Recommendation(seed, [], _missing_notes(seed, rules), rows[0]["model_id"])
    answers = [weigh(seed, row, "learned", row["learned"], rules.half_and_double) for row in rows if not row["known"]]
    answers += _known(database, seed, rules)
    found.answers = choose(seed, answers, rules)
    if len(found.answers) < rules.limit and more_learned and found.model_id:
        learned = more_learned(found.model_id, seed.song_id, max(FACTOR_CANDIDATES, 20 * rules.limit))
        if learned is None:
            found.notes.append(
                f"the factors of {found.model_id} are not on this machine: only its published list was looked at"
            )
        else:
            found.answers = choose(seed, [*answers, *_from_factors(database, seed, rows, learned, rules)], rules)
    return _counted(found, rules)


def _known(database: Database, seed: Seed, rules: Rules) -> list[Answer]:
    if not rules.include_known:
        return []
    rows = database.read("connected_songs", song_id=seed.song_id)
    return [weigh(seed, row, "known", None, rules.half_and_double) for row in rows]


def _counted(found: Recommendation, rules: Rules) -> Recommendation:
    if len(found.answers) < rules.limit:
        found.notes.append(f"only {len(found.answers)} songs keep all rules; loosen one for more")
    return found


def _without_list(database: Database, seed: Seed, rules: Rules, fold_in: FoldIn | None) -> Recommendation:
    if seed.relations == 0:
        through = _through_artist(database, seed, rules)
        if through.answers:
            through.notes.insert(0, f"{seed.name} has no relations; answered through its artist")
            return through
        return _by_rules(database, seed, rules)
    active = [model["model_id"] for model in database.read("model") if model["state"] == "active"]
    if not active:
        raise ModelMissing("no recommendations were published yet")
    elsewhere = ""
    if fold_in:
        folded = fold_in(active[0], newcomer_of(database, seed), max(FACTOR_CANDIDATES, 20 * rules.limit))
        if folded is None:
            elsewhere = f" (if it is new: the factors of {active[0]}, which could place it, are not on this machine)"
        elif answers := fold(database, seed, folded, rules):
            notes = [told(seed, active[0], folded), *_missing_notes(seed, rules)]
            chosen = choose(seed, [*answers, *_known(database, seed, rules)], rules)
            return _counted(Recommendation(seed, chosen, notes, active[0]), rules)
    through = _through_artist(database, seed, rules)
    if through.answers:
        through.notes.insert(0, f"the model learned nothing of {seed.name}{elsewhere}; answered through its artist")
        return through
    raise OutOfStep(
        f"the model learned nothing of {seed.name}: it came after the training, or only covers connect it{elsewhere}",
        "run `mixgraph train`",
    )


def _from_factors(
    database: Database, seed: Seed, listed: list[dict[str, Any]], learned: Sequence[tuple[str, float]], rules: Rules
) -> list[Answer]:
    """Songs beyond the published list, on the list's own scale (there the best preference is 1)."""
    shares = {row["song_id"]: row["learned"] for row in listed}
    scale = next((shares[song] / preference for song, preference in learned if shares.get(song)), None)
    if scale is None:
        return []
    beyond = {song: preference * scale for song, preference in learned if song not in shares}
    rows = database.read("answer_songs", song_id=seed.song_id, ids=list(beyond))
    return [
        weigh(seed, row, "learned", beyond[row["song_id"]], rules.half_and_double) for row in rows if not row["known"]
    ]


def _through_artist(database: Database, seed: Seed, rules: Rules) -> Recommendation:
    rows = database.read(
        "artist_recommendations", artist_ids=list(seed.artists), song_id=seed.song_id, limit=ARTIST_CANDIDATES
    )
    best = max((row["learned"] for row in rows), default=1.0)
    answers = []
    for row in rows:
        if not row["known"]:
            answer = weigh(seed, row, "artist", row["learned"] / best, rules.half_and_double)
            answer.why.append(f"goes with {', '.join(row['through'])} by the same artist")
            answers.append(answer)
    model_id = rows[0]["model_id"] if rows else None
    return Recommendation(seed, choose(seed, answers, rules), _missing_notes(seed, rules), model_id)


def _by_rules(database: Database, seed: Seed, rules: Rules) -> Recommendation:
    said = "no song was named"
    if seed.title:
        said = f"{seed.name} has no relations" if seed.song_id else f"{seed.title!r} is not in the graph"
    if seed.bpm is None and seed.key is None:
        raise SongNotFound(f"{said}, and neither its tempo nor its key is known", "give --bpm or --key")
    check_ready(database)
    ranges = []
    if seed.bpm and (rules.bpm_tolerance or rules.bpm_window):
        multiples = (1.0, 2.0, 0.5) if rules.half_and_double and not rules.bpm_window else (1.0,)
        low, high = math.exp(-(rules.bpm_tolerance or 1.0)), math.exp(rules.bpm_tolerance or 1.0)
        ranges = [[seed.bpm * multiple * low, seed.bpm * multiple * high] for multiple in multiples]
        if rules.bpm_window:
            ranges = [[seed.bpm - rules.bpm_window, seed.bpm + rules.bpm_window]]
    rows = database.read("songs_near_tempo", ranges=ranges, limit=RULE_CANDIDATES)
    answers = [weigh(seed, row, "rules", None, rules.half_and_double) for row in rows]
    return Recommendation(seed, choose(seed, answers, rules), [f"{said}; answered by tempo and key alone"])


def _missing_notes(seed: Seed, rules: Rules) -> list[str]:
    notes = []
    if seed.bpm is None and (rules.bpm_tolerance is not None or rules.bpm_window is not None):
        notes.append("its bpm is unknown, so songs of any tempo are listed; --bpm gives it")
    if seed.key is None and rules.key_match.name != "OFF":
        notes.append("its key is unknown, so songs of any key are listed; --key gives it")
    return notes
