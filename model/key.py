"""The 24 musical keys, every way they are written, and which of them mix.

Camelot numbers (A = minor, B = major) are the circle of fifths: the major key of pitch class p has (7p + 7) mod 12 + 1,
a minor key the number of its relative major. Pure Python: it runs for every answer.
"""

import math
import re
from dataclasses import dataclass
from enum import Enum
from typing import Self

_NAMES_MAJOR = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_NAMES_MINOR = ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "Abm", "Am", "Bbm", "Bm")
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SIGNS = str.maketrans({"♯": "#", "♭": "b", "♮": None, "\ufe0e": None, "\ufe0f": None})

_WHEEL = re.compile(r"0?([1-9]|1[0-2])\s*([ABDM])", re.IGNORECASE)
_MUSICAL = re.compile(r"([A-G])[\s-]?(#|b|sharp|flat)?[\s:_-]*(m|min|minor|maj|major)?", re.IGNORECASE)

# Speed changes from here on move the pitch by a semitone and more, when key lock is off.
_PITCH_MOVES = 0.03


class KeyRelation(Enum):
    """How two keys stand on the Camelot wheel; the value is the score of playing one after the other."""

    SAME = 1.0
    NEXT = 0.9  # one hour away, same letter: a fifth
    RELATIVE = 0.8  # same hour, other letter
    DIAGONAL = 0.55  # one hour away, other letter
    SECOND_NEXT = 0.45  # two hours away, same letter
    FAR = 0.1


class KeyMatch(Enum):
    """Which keys pass a filter: `strict` same, next and relative (as Mixxx), `loose` diagonals too, `off` all."""

    STRICT = "strict"
    LOOSE = "loose"
    OFF = "off"


_STRICT = frozenset({KeyRelation.SAME, KeyRelation.NEXT, KeyRelation.RELATIVE})
_PASSES = {
    KeyMatch.STRICT: _STRICT,
    KeyMatch.LOOSE: _STRICT | {KeyRelation.DIAGONAL},
    KeyMatch.OFF: frozenset(KeyRelation),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A musical key: `tonic` is the pitch class of its first note (C = 0 … B = 11), `minor` its mode."""

    tonic: int
    minor: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.tonic <= 11:
            raise ValueError(f"a pitch class lies between 0 and 11, {self.tonic} does not")

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read a key in musical (`Am`, `F♯ minor`, `G#`), Camelot (`8A`, `08A`) or Open Key (`1m`) notation.

        A letter without a mode is major. None for what names no key: blank, `o` (ID3's off key), anything else.
        """
        written = text.translate(_SIGNS).strip()
        if wheel := _WHEEL.fullmatch(written):
            number, letter = int(wheel[1]), wheel[2].upper()
            return (
                cls.from_camelot(number, letter == "A") if letter in "AB" else cls.from_open_key(number, letter == "M")
            )
        musical = _MUSICAL.fullmatch(written)
        if musical is None:
            return None
        letter, sign, mode = musical[1].upper(), (musical[2] or "").lower(), musical[3] or ""
        raised = 1 if sign in ("#", "sharp") else -1 if sign else 0
        minor = mode.lower() in ("m", "min", "minor") and mode != "M"  # CM is C major, Cm is C minor
        return cls((_LETTERS[letter] + raised) % 12, minor)

    @classmethod
    def from_camelot(cls, number: int, minor: bool) -> Self:
        """The key of an hour (1–12) on the Camelot wheel."""
        if not 1 <= number <= 12:
            raise ValueError(f"the wheel has hours 1 to 12, not {number}")
        major = 7 * (number - 8) % 12  # 7 is its own inverse modulo 12
        return cls((major - 3) % 12 if minor else major, minor)

    @classmethod
    def from_open_key(cls, number: int, minor: bool) -> Self:
        """The key of an Open Key number (1–12): 1d is C major, 1m is A minor."""
        if not 1 <= number <= 12:
            raise ValueError(f"Open Key has numbers 1 to 12, not {number}")
        return cls.from_camelot((number + 6) % 12 + 1, minor)

    @classmethod
    def from_pitch_class(cls, pitch_class: int, mode: int) -> Self | None:
        """The key of Spotify's pair: pitch class (−1 is unknown: None) and mode (1 major, 0 minor)."""
        if not 0 <= pitch_class <= 11 or mode not in (0, 1):
            return None
        return cls(pitch_class, minor=mode == 0)

    @property
    def number(self) -> int:
        """The hour on the Camelot wheel, 1–12."""
        relative_major = self.tonic + 3 if self.minor else self.tonic
        return (7 * relative_major + 7) % 12 + 1

    @property
    def camelot(self) -> str:
        """`8A` for A minor."""
        return f"{self.number}{'A' if self.minor else 'B'}"

    @property
    def open_key(self) -> str:
        """`1m` for A minor."""
        return f"{(self.number - 8) % 12 + 1}{'m' if self.minor else 'd'}"

    @property
    def name(self) -> str:
        """`Am` for A minor, `F#` for F sharp major: the spelling DJ programs use."""
        return (_NAMES_MINOR if self.minor else _NAMES_MAJOR)[self.tonic]

    def __str__(self) -> str:
        return self.name

    def transposed(self, semitones: int) -> Self:
        """The same mode, so many semitones higher; one semitone is Camelot +7."""
        return type(self)((self.tonic + semitones) % 12, self.minor)

    def at_speed(self, change: float) -> Self:
        """The key heard without key lock when the record runs faster by `change` (0.06 is 6 %: a semitone).

        Below 3 % either way the key stays.
        """
        # a hair of tolerance, for 0.03 that comes out of a division
        if abs(change) < _PITCH_MOVES - 1e-9:
            return self
        semitones = max(1, round(abs(12 * math.log2(1 + change))))
        return self.transposed(semitones if change > 0 else -semitones)

    def relation(self, other: "Key") -> KeyRelation:
        """How the two stand on the wheel; the same both ways round."""
        steps = (self.number - other.number) % 12
        distance = min(steps, 12 - steps)
        if self.minor == other.minor:
            by_distance = {0: KeyRelation.SAME, 1: KeyRelation.NEXT, 2: KeyRelation.SECOND_NEXT}
        else:
            by_distance = {0: KeyRelation.RELATIVE, 1: KeyRelation.DIAGONAL}
        return by_distance.get(distance, KeyRelation.FAR)

    def score(self, other: "Key") -> float:
        """How well the two follow each other, 0.1 to 1."""
        return self.relation(other).value

    def matches(self, other: "Key", match: KeyMatch) -> bool:
        """Whether the other key passes the filter."""
        return self.relation(other) in _PASSES[match]
