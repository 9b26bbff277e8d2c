"""Whether two tempos mix: the smallest pitch change that aligns the beats, counting half and double time.

Figures: reference values of Kim et al., "A Computational Analysis of Real-World DJ Mixes" (ISMIR 2020), where DJs move
86 % of tracks by less than 5 %, and the ±6 % of Mixxx's related tracks. Pure Python: it runs for every answer.
"""

import math
from dataclasses import dataclass

SLOWEST, FASTEST = 20.0, 400.0
DEFAULT_TOLERANCE = 0.06

# (largest delta, score); above the last the score falls from 0.2 to 0 at twice that delta
_STEPS = ((0.02, 1.0), (0.04, 0.8), (0.06, 0.5), (0.09, 0.3))
_ABOVE_STEPS = 0.2
_OTHER_MULTIPLE = 0.9
# 102.0 against 100.0 · e^0.02 and the like: what is on the boundary counts as inside
_ROUNDING = 1e-9
_LABELS = {1.0: "", 2.0: "×2", 0.5: "×½"}


@dataclass(frozen=True)
class TempoMatch:
    """How far two tempos are apart: `delta` is |ln(multiple · b / a)|, with the second counted once, twice or half."""

    delta: float
    multiple: float

    @property
    def label(self) -> str:
        """`×2` when the second song is counted double, `×½` when half, else nothing."""
        return _LABELS[self.multiple]

    @property
    def score(self) -> float:
        """1 within 2 %, in steps down to 0.3 at 9 %, falling below 0.2 above; a tenth less at half or double time."""
        above = _ABOVE_STEPS * max(0.0, 2 - self.delta / _STEPS[-1][0])
        value = next((value for largest, value in _STEPS if self.delta <= largest + _ROUNDING), above)
        return value if self.multiple == 1 else value * _OTHER_MULTIPLE


def known_bpm(bpm: float | None) -> float | None:
    """The tempo in beats a minute; None when it is missing, zero, not a number or outside 20–400: unknown, no clash."""
    if bpm is None or not SLOWEST <= bpm <= FASTEST:  # NaN fails every comparison
        return None
    return float(bpm)


def match(a: float | None, b: float | None, half_and_double: bool = True) -> TempoMatch | None:
    """Compare two tempos in beats a minute; None when one is unknown. The delta is the same both ways round."""
    known_a, known_b = known_bpm(a), known_bpm(b)
    if known_a is None or known_b is None:
        return None
    # differences of logarithms, so that swapping the songs only changes the sign; 1 first: it wins ties
    difference = math.log(known_b) - math.log(known_a)
    multiples = (1.0, 2.0, 0.5) if half_and_double else (1.0,)
    return min((TempoMatch(abs(difference + math.log(m)), m) for m in multiples), key=lambda found: found.delta)


def score(a: float | None, b: float | None, half_and_double: bool = True) -> float | None:
    """Score two tempos between 0 and 1; None when one is unknown, so that the axis is left out."""
    found = match(a, b, half_and_double)
    return None if found is None else found.score


def compatible(
    a: float | None, b: float | None, tolerance: float = DEFAULT_TOLERANCE, half_and_double: bool = True
) -> bool | None:
    """Whether the tempos lie within `tolerance` (0.06 is 6 %) of each other; None when one is unknown."""
    found = match(a, b, half_and_double)
    return None if found is None else found.delta <= tolerance + _ROUNDING


def within_window(a: float | None, b: float | None, window: float) -> bool | None:
    """Whether the tempos differ by `window` beats a minute or less, counted as they are; None when one is unknown.

    The seed project's rule, with a window of 4.
    """
    known_a, known_b = known_bpm(a), known_bpm(b)
    if known_a is None or known_b is None:
        return None
    # tempos have at most two decimals, binary fractions do not know: 104.1 - 100.1 is 4
    return abs(known_a - known_b) <= window + _ROUNDING
