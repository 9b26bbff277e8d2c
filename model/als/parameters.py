"""What an ALS fit is told."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True)
class AlsParameters:
    """Settings of implicit ALS: confidence 1 + alpha · weight, regularisation scaled by each row's count.

    `rank` is the length of a factor, `iterations` the number of alternations, `seed` draws the first factors, `top_k`
    is how many songs are kept for each song. Raises ValueError for settings that cannot be meant. Hu, Koren & Volinsky,
    "Collaborative Filtering for Implicit Feedback Datasets" (ICDM 2008).
    """

    rank: int = 64
    alpha: float = 30.0
    regularisation: float = 1.0
    iterations: int = 15
    seed: int = 1
    top_k: int = 50

    def __post_init__(self) -> None:
        for name in ("rank", "iterations", "top_k"):
            if not isinstance(value := getattr(self, name), int) or value < 1:
                raise ValueError(f"{name} is a whole number from 1, not {value}")
        if not 0 <= self.seed < 2**63:
            raise ValueError(f"seed lies between 0 and 2⁶³, {self.seed} does not")
        if not (math.isfinite(self.alpha) and self.alpha > 0):
            raise ValueError(f"alpha is a finite number above 0, not {self.alpha}")
        if not (math.isfinite(self.regularisation) and self.regularisation >= 0):
            raise ValueError(f"regularisation is a finite number from 0, not {self.regularisation}")

    def as_dict(self) -> dict[str, Any]:
        """Names and values, for manifests and the model's node in the graph."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `as_dict` gave; TypeError for unknown names, ValueError for impossible values."""
        return cls(**values)
