"""The score an answer is ranked by: what the model learned first, tempo and key second."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MixWeights:
    """How much each part counts; a part that is unknown for a pair is left out and the others share its weight."""

    learned: float = 0.7
    tempo: float = 0.2
    key: float = 0.1


DEFAULT_WEIGHTS = MixWeights()


def mix_score(
    learned: float | None, tempo: float | None, key: float | None, weights: MixWeights = DEFAULT_WEIGHTS
) -> float:
    """The weighted mean of the parts that are known, each between 0 and 1; 0 when none is."""
    parts = [
        (part, weight)
        for part, weight in ((learned, weights.learned), (tempo, weights.tempo), (key, weights.key))
        if part is not None
    ]
    total = sum(weight for _, weight in parts)
    return sum(part * weight for part, weight in parts) / total if total else 0.0
