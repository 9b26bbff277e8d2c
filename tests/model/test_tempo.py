import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import tempo

BPM = st.floats(20, 400)
UNKNOWN = [None, 0.0, float("nan"), float("inf"), -100.0, 19.99, 400.01]


@pytest.mark.parametrize(
    ("change", "score"),
    [(0.0, 1.0), (0.02, 1.0), (0.021, 0.8), (0.04, 0.8), (0.041, 0.5), (0.06, 0.5), (0.061, 0.3), (0.09, 0.3)],
)
def test_the_score_falls_in_steps(change: float, score: float) -> None:
    assert tempo.score(100.0, 100.0 * math.exp(change)) == score
    assert tempo.score(100.0, 200.0 * math.exp(-change)) == pytest.approx(0.9 * score)
    assert tempo.score(100.0, 50.0 * math.exp(change)) == pytest.approx(0.9 * score)


def test_beyond_nine_per_cent_the_score_falls_from_a_fifth_to_nothing() -> None:
    found = [tempo.score(100.0, 100.0 * math.exp(change)) for change in (0.0901, 0.12, 0.15, 0.18, 0.3)]
    assert all(score is not None and score < 0.2 for score in found)
    assert found == sorted(found, key=lambda score: -(score or 0))
    assert found[-1] == 0


def test_half_and_double_time_are_marked() -> None:
    assert [tempo.match(87, other).label for other in (87, 174, 43.5)] == ["", "×½", "×2"]
    only_once = tempo.match(87, 174, half_and_double=False)
    assert only_once is not None
    assert only_once.delta == pytest.approx(math.log(2))


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_an_unknown_tempo_neither_matches_nor_clashes(unknown: float | None) -> None:
    assert tempo.known_bpm(unknown) is None
    for a, b in ((unknown, 100.0), (100.0, unknown), (unknown, unknown)):
        assert tempo.match(a, b) is None
        assert tempo.score(a, b) is None
        assert tempo.compatible(a, b) is None
        assert tempo.within_window(a, b, 4) is None


def test_the_filter_is_six_per_cent_of_the_ratio_both_ways() -> None:
    assert tempo.compatible(100, 100 * math.exp(0.06)) is True
    assert tempo.compatible(100 * math.exp(0.06), 100) is True
    assert tempo.compatible(100, 107) is False
    assert tempo.compatible(100, 107, tolerance=0.08) is True
    assert tempo.compatible(87, 174) is True
    assert tempo.compatible(87, 174, half_and_double=False) is False


def test_the_window_counts_beats_a_minute_inclusively() -> None:
    assert tempo.within_window(100.1, 104.1, 4) is True
    assert tempo.within_window(89.3, 93.3, 4) is True
    assert tempo.within_window(100, 104.01, 4) is False
    assert tempo.within_window(87, 174, 4) is False


@given(BPM, BPM)
def test_the_same_both_ways_round(a: float, b: float) -> None:
    there, back = tempo.match(a, b), tempo.match(b, a)
    assert there is not None
    assert back is not None
    assert there.delta == pytest.approx(back.delta, abs=1e-12)
    assert tempo.within_window(a, b, 4) == tempo.within_window(b, a, 4)


@given(BPM, BPM)
def test_scores_and_deltas_stay_in_bounds(a: float, b: float) -> None:
    found = tempo.match(a, b)
    alone = tempo.match(a, b, half_and_double=False)
    assert found is not None
    assert alone is not None
    assert 0 <= found.score <= 1
    assert found.delta <= alone.delta
    # the multiple that the label names gives the delta
    assert abs(math.log(found.multiple * b / a)) == pytest.approx(found.delta, abs=1e-9)


@given(BPM)
def test_a_tempo_matches_itself(bpm: float) -> None:
    assert tempo.match(bpm, bpm) == tempo.TempoMatch(0.0, 1.0)
    assert tempo.score(bpm, bpm) == 1
