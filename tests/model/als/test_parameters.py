import math
from typing import Any

import pytest

from model.als.parameters import AlsParameters


@pytest.mark.parametrize(
    "wrong",
    [
        {"rank": 0},
        {"rank": 6.4},
        {"iterations": 0},
        {"top_k": 0},
        {"seed": -1},
        {"seed": 2**63},
        {"alpha": 0},
        {"alpha": math.nan},
        {"regularisation": -0.1},
        {"regularisation": math.inf},
    ],
)
def test_impossible_settings_are_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        AlsParameters(**wrong)


def test_a_manifest_gives_the_same_parameters_back() -> None:
    parameters = AlsParameters(rank=8, alpha=1, regularisation=0, seed=5)
    assert AlsParameters.from_dict(parameters.as_dict()) == parameters
    with pytest.raises(TypeError):
        AlsParameters.from_dict({"ranks": 8})
