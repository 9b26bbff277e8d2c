from collections.abc import Mapping

import numpy as np
import pytest

from model.adjacency import Adjacency
from model.als.engine import Progress, silent
from model.als.factors import Factors
from model.als.parameters import AlsParameters
from model.evaluation.held_out import held_out_rmse

PARAMETERS = AlsParameters(rank=2, iterations=1)


class Reciting:
    """An engine that prefers exactly what it was given, times a factor: one dimension a node."""

    name = "reciting"

    def __init__(self, whole: Adjacency | None = None, times: float = 1.0) -> None:
        self.seen: list[Adjacency] = []
        self._whole, self._times = whole, times

    def fit(self, adjacency: Adjacency, parameters: AlsParameters, progress: Progress = silent) -> Factors:
        self.seen.append(adjacency)
        assert parameters == PARAMETERS
        progress("fit", 1, 1)
        matrix = (self._whole or adjacency).matrix.toarray()
        return Factors(np.eye(len(adjacency), dtype=np.float32), matrix * np.float32(self._times))

    def top_k(self, *_: object) -> None:
        raise AssertionError("no list is needed")

    def versions(self) -> Mapping[str, str]:
        return {}


def test_an_engine_that_knows_everything_has_no_error_and_one_that_recites_has_the_ones(planted: Adjacency) -> None:
    assert held_out_rmse(Reciting(planted), planted, PARAMETERS) == 0
    # half of the pairs are ones that were hidden from it
    assert held_out_rmse(Reciting(), planted, PARAMETERS) == pytest.approx(0.5**0.5)
    assert held_out_rmse(Reciting(planted, 0.5), planted, PARAMETERS) == pytest.approx((0.25 / 2) ** 0.5)


def test_a_tenth_of_the_pairs_is_hidden_always_the_same(planted: Adjacency) -> None:
    engine = Reciting()
    heard: list[tuple[str, int, int]] = []
    for seed in (1, 1, 2):
        held_out_rmse(engine, planted, PARAMETERS, seed=seed, progress=lambda *parts: heard.append(parts))
    pairs = planted.neighbours.nnz // 2
    assert [one.neighbours.nnz // 2 for one in engine.seen] == [pairs - round(pairs / 10)] * 3
    assert engine.seen[0].digest == engine.seen[1].digest != engine.seen[2].digest
    assert heard == [("held-out", 1, 1)] * 3


def test_too_few_pairs_give_no_number_and_a_dense_graph_still_one() -> None:
    pair = Adjacency.build_seed(["a", "b"], [None, None], [("a", "b")])
    assert held_out_rmse(Reciting(), pair, PARAMETERS) is None
    songs = [f"song-{at}" for at in range(6)]
    everything = [(one, other) for one in songs for other in songs if one < other]
    dense = Adjacency.build_seed(songs, [None] * 6, everything)
    assert held_out_rmse(Reciting(), dense, PARAMETERS) == 1
