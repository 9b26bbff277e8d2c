import numpy as np
import pytest

from model.als.factors import Factors
from model.errors import EngineFailed


def test_the_preference_is_the_mean_of_both_readings() -> None:
    factors = Factors(np.array([[1, 2], [3, 4]], np.float32), np.array([[5, 6], [7, 8]], np.float32))
    expected = ((1 * 7 + 2 * 8) + (3 * 5 + 4 * 6)) / 2
    assert factors.preferences([0, 1], [1, 0]).tolist() == [expected, expected]
    assert (factors.queries([0, 1]) @ factors.candidates.T)[0, 1] == expected
    assert (len(factors), factors.rank) == (2, 2)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_factors_that_are_not_numbers_are_a_failed_fit(bad: float) -> None:
    whole, broken = np.ones((3, 2), np.float32), np.ones((3, 2), np.float32)
    broken[1, 1] = bad
    for rows, columns in ((whole, broken), (broken, whole)):
        with pytest.raises(EngineFailed, match="diverged") as raised:
            Factors(rows, columns)
        assert "regularisation" in raised.value.hint


def test_shapes_must_agree() -> None:
    with pytest.raises(ValueError, match="do not belong together"):
        Factors(np.ones((3, 2), np.float32), np.ones((3, 3), np.float32))
