"""The rules an answer must keep: tempo, key, year, genre, not the same artist again and again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from model import tempo
from model.key import Key, KeyMatch
from model.mix_score import mix_score

AnswerKind = Literal["learned", "folded", "known", "artist", "rules"]


COLLAGE = 10
"""A song that takes from so many others is a mash-up or a megamix, without one tempo by which to mix it in."""


@dataclass(frozen=True, slots=True)
class Seed:
    """What is known of the song that is asked about; it need not be in the graph (then song_id is empty)."""

    song_id: str = ""
    title: str = ""
    artist_credit: str = ""
    year: int | None = None
    bpm: float | None = None
    key: Key | None = None
    artists: tuple[str, ...] = ()
    relations: int = 0

    @property
    def name(self) -> str:
        """Artist and title, for people."""
        return f"{self.artist_credit} – {self.title}" if self.title else "a song"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the user wants of answers. Tolerance is a share (0.06 is 6 %), the window beats a minute; None switches one off."""

    limit: int = 10
    bpm_tolerance: float | None = tempo.DEFAULT_TOLERANCE
    bpm_window: float | None = None
    half_and_double: bool = True
    key_match: KeyMatch = KeyMatch.OFF
    max_per_artist: int = 1
    own_artist: bool = False
    include_known: bool = False
    collages: bool = False
    years: tuple[int, int] | None = None
    genre: str | None = None


@dataclass(slots=True)
class Answer:
    """One song that goes with the seed, and how well; a part of the score is None where bpm or key is unknown."""

    song_id: str
    title: str
    artist_credit: str
    year: int | None
    bpm: float | None
    key: Key | None
    artists: tuple[str, ...]
    genres: tuple[str, ...]
    takes: int
    kind: AnswerKind
    learned: float | None
    tempo: float | None = None
    key_score: float | None = None
    score: float = 0.0
    change: float | None = None  # of the answer's speed to meet the seed's, 0.03 is 3 % faster
    multiple: str = ""  # ×2 or ×½ when the answer is counted so
    rank: int = 0
    why: list[str] = field(default_factory=list)

    @property
    def main_artist(self) -> str:
        """The artist whom the song's id names."""
        return self.song_id.partition("/")[0]

    def row(self) -> dict[str, Any]:
        """The answer as a flat row; `change` is in per cent."""
        return {
            "rank": self.rank,
            "artist": self.artist_credit,
            "title": self.title,
            "year": self.year,
            "bpm": self.bpm,
            "multiple": self.multiple or None,
            "change": None if self.change is None else round(100 * self.change, 1),
            "key": None if self.key is None else str(self.key),
            "camelot": None if self.key is None else self.key.camelot,
            "kind": self.kind,
            "score": round(self.score, 3),
            "learned": None if self.learned is None else round(self.learned, 3),
            "tempo_match": self.tempo,
            "key_match": self.key_score,
            "why": "; ".join(self.why) or None,
            "song_id": self.song_id,
        }

    def shown(self) -> dict[str, Any]:
        """The row as people read it: `?` for what is unknown, units, the Camelot number beside the key."""
        tempo_shown = " ".join(filter(None, [f"{self.bpm:.1f}", self.multiple])) if self.bpm else "?"
        return {
            **self.row(),
            "bpm": tempo_shown,
            "change": "" if self.change is None else f"{100 * self.change:+.1f} %",
            "key": f"{self.key} {self.key.camelot}" if self.key else "?",
        }


def weigh(
    seed: Seed, row: dict[str, Any], kind: AnswerKind, learned: float | None, half_and_double: bool = True
) -> Answer:
    """Make an answer of a row of the graph: its tempo and key beside the seed's, and the score of all."""
    key = Key.parse(row["key"]) if row["key"] else None
    answer = Answer(
        song_id=row["song_id"],
        title=row["title"],
        artist_credit=row["artist_credit"],
        year=row["year"],
        bpm=row["bpm"],
        key=key,
        artists=tuple(row["artists"]),
        genres=tuple(row["genres"]),
        takes=row["takes"],
        kind=kind,
        learned=learned,
    )
    near = tempo.match(seed.bpm, answer.bpm, half_and_double)
    if near is not None and seed.bpm and answer.bpm:
        answer.tempo, answer.multiple = near.score, near.label
        answer.change = seed.bpm / (answer.bpm * near.multiple) - 1
    if seed.key is not None and key is not None:
        answer.key_score = seed.key.score(key)
    answer.score = mix_score(learned, answer.tempo, answer.key_score)
    return answer


def choose(seed: Seed, answers: Iterable[Answer], rules: Rules) -> list[Answer]:
    """The best answers that keep the rules, ranked from 1; of equal ones those that came first.

    What is unknown of a song neither fits nor clashes: it passes.
    """
    chosen: list[Answer] = []
    per_artist: dict[str, int] = {}
    tests = _tests(seed, rules)
    for answer in sorted(answers, key=lambda answer: (answer.kind != "known", -answer.score)):
        artist = answer.main_artist
        if per_artist.get(artist, 0) >= rules.max_per_artist or not all(test(answer) for test in tests):
            continue
        per_artist[artist] = per_artist.get(artist, 0) + 1
        chosen.append(answer)
        answer.rank = len(chosen)
        if len(chosen) == rules.limit:
            break
    return chosen


def _tests(seed: Seed, rules: Rules) -> list[Callable[[Answer], bool]]:
    tests: list[Callable[[Answer], bool]] = [lambda answer: answer.song_id != seed.song_id]
    if not rules.own_artist:
        tests.append(
            lambda answer: not (answer.main_artist in seed.artists or set(seed.artists[:1]) & set(answer.artists))
        )
    if not rules.collages:
        tests.append(lambda answer: answer.takes < COLLAGE or answer.bpm is not None)
    if (tolerance := rules.bpm_tolerance) is not None:
        tests.append(
            lambda answer: tempo.compatible(seed.bpm, answer.bpm, tolerance, rules.half_and_double) is not False
        )
    if (window := rules.bpm_window) is not None:
        tests.append(lambda answer: tempo.within_window(seed.bpm, answer.bpm, window) is not False)
    if rules.key_match is not KeyMatch.OFF and seed.key is not None:
        seed_key = seed.key
        tests.append(lambda answer: answer.key is None or seed_key.matches(answer.key, rules.key_match))
    if rules.years:
        first, last = rules.years
        tests.append(lambda answer: answer.year is None or first <= answer.year <= last)
    if rules.genre:
        wanted = rules.genre.casefold()
        tests.append(lambda answer: not answer.genres or any(wanted == genre.casefold() for genre in answer.genres))
    return tests
