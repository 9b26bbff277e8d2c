import math
from itertools import pairwise

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.evaluation.metrics import (
    RelevantRanks,
    average_precision,
    hit_rate,
    ndcg,
    recall,
    reciprocal_rank,
)

METRICS = (recall, ndcg, average_precision, hit_rate, reciprocal_rank)


def test_hand_computed_values() -> None:
    # one seed: relevant songs at ranks 1, 3 and not ranked; another: its only one at rank 4
    ranks = RelevantRanks.from_lists([["a", "x", "b", "y"], ["x", "y", "z", "c"]], [{"a", "b", "q"}, {"c"}])

    assert recall(ranks, 2).tolist() == [1 / 2, 0]
    assert recall(ranks, 4).tolist() == [2 / 3, 1]
    assert hit_rate(ranks, 1).tolist() == [1, 0]
    assert reciprocal_rank(ranks).tolist() == [1, 1 / 4]
    assert reciprocal_rank(ranks, 3).tolist() == [1, 0]
    assert average_precision(ranks, 4) == pytest.approx([(1 + 2 / 3) / 3, 1 / 4])
    assert average_precision(ranks, 1) == pytest.approx([1, 0])
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert ndcg(ranks, 4) == pytest.approx([(1 + 1 / 2) / ideal, 1 / math.log2(5)])
    assert ndcg(ranks, 1).tolist() == [1, 0]


def test_empty_truth_is_left_out_and_counted() -> None:
    ranks = RelevantRanks.from_lists([["a"], ["b"], ["c"]], [{"a"}, set(), {"d"}])
    assert (len(ranks), ranks.left_out) == (2, 1)
    assert recall(ranks, 10).tolist() == [1, 0]
    nothing = RelevantRanks.from_lists([["a"]], [set()])
    assert (len(nothing), nothing.left_out) == (0, 1)
    assert all(len(metric(nothing, 10)) == 0 for metric in METRICS)
    with pytest.raises(ValueError, match="leave it out"):
        RelevantRanks(np.array([1]), np.array([1]))


def test_k_counts_from_one() -> None:
    ranks = RelevantRanks.from_lists([["a"]], [{"a"}])
    for metric in METRICS:
        with pytest.raises(ValueError, match="counts from 1"):
            metric(ranks, 0)


CASES = st.lists(
    st.tuples(st.permutations(list("abcdefgh")), st.sets(st.sampled_from("abcdefghij"), min_size=1)),
    min_size=1,
    max_size=5,
)


@given(CASES, st.integers(1, 12))
def test_values_stay_between_anti_oracle_and_oracle(cases: list[tuple[list[str], set[str]]], k: int) -> None:
    truths = [truth for _, truth in cases]
    oracle = RelevantRanks.from_lists([[*sorted(truth), "x"] for truth in truths], truths)
    anti_oracle = RelevantRanks.from_lists([["x", "y", "z"] for _ in truths], truths)
    ranks = RelevantRanks.from_lists([ranking for ranking, _ in cases], truths)
    for metric in METRICS:
        assert metric(oracle, k) == pytest.approx(np.ones(len(cases)))
        assert metric(anti_oracle, k).tolist() == [0] * len(cases)
        assert ((metric(ranks, k) >= 0) & (metric(ranks, k) <= 1 + 1e-12)).all()


@given(CASES)
def test_more_places_never_hurt_a_hit(cases: list[tuple[list[str], set[str]]]) -> None:
    ranks = RelevantRanks.from_lists([ranking for ranking, _ in cases], [truth for _, truth in cases])
    for metric in (hit_rate, reciprocal_rank):
        values = [metric(ranks, k) for k in range(1, 12)]
        assert all((after >= before).all() for before, after in pairwise(values))
    assert (recall(ranks, 8) == recall(ranks, 10)).sum() >= sum(len(truth) <= 8 for _, truth in cases)


@given(CASES, st.integers(1, 10))
def test_agreement_with_trec_eval(cases: list[tuple[list[str], set[str]]], k: int) -> None:
    run = [
        ir_measures.ScoredDoc(str(seed), song, -float(place))
        for seed, (ranking, _) in enumerate(cases)
        for place, song in enumerate(ranking)
    ]
    truth = [ir_measures.Qrel(str(seed), song, 1) for seed, (_, songs) in enumerate(cases) for song in songs]
    judged = {
        ir_measures.R @ k: recall,
        ir_measures.nDCG @ k: ndcg,
        ir_measures.AP @ k: average_precision,
        ir_measures.Success @ k: hit_rate,
        ir_measures.RR @ k: reciprocal_rank,
    }
    ranks = RelevantRanks.from_lists([ranking for ranking, _ in cases], [songs for _, songs in cases])
    relevant = np.array([len(songs) for _, songs in cases])
    found = {measure: np.zeros(len(cases)) for measure in judged}
    for value in ir_measures.iter_calc(list(judged), truth, run):
        found[value.measure][int(value.query_id)] = value.value
    for measure, metric in judged.items():
        ours = metric(ranks, k)
        if metric in (recall, average_precision):
            # trec_eval divides by everything that is relevant, here it is what k places can hold
            ours = ours * np.minimum(relevant, k) / relevant
        assert ours == pytest.approx(found[measure]), measure
