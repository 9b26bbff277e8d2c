import numpy as np
import pytest

from model.adjacency import Adjacency
from model.als.factors import Factors
from model.evaluation import ranking
from model.evaluation.metrics import recall
from model.evaluation.ranking import rank_hidden


def a_star() -> Adjacency:
    """Song 0 is connected with song 1; there are an artist and four more songs."""
    songs = [f"song-{at}" for at in range(6)]
    return Adjacency.build_context(songs, [None] * 6, [""] * 6, [("song-0", "song-1")], [("artist", "song-0")])


def scored(scores: list[float]) -> Factors:
    """Factors of rank one by which every node prefers node j by scores[j] + its own score, halved."""
    column = np.array(scores, np.float32)[:, None]
    return Factors(np.ones_like(column), column)


def test_ranks_leave_out_the_seed_its_neighbours_and_what_is_no_song() -> None:
    factors = scored([9, 8, 1, 5, 3, 4, 99])
    found = rank_hidden(a_star(), factors, {0: [2, 3, 4], 2: [0]})
    # for song 0 the candidates are 3, 5, 4, 2; for song 2 they are 0, 1, 3, 5, 4
    assert found.seed.tolist() == [0, 0, 0, 1]
    assert found.rank.tolist() == [1, 3, 4, 1]


def test_ties_go_to_the_lower_song_id() -> None:
    found = rank_hidden(a_star(), scored([1, 1, 1, 1, 1, 1, 1]), {3: [0, 2, 5]})
    assert found.rank.tolist() == [1, 3, 5]


def test_a_known_neighbour_is_not_ranked_and_empty_truth_is_counted() -> None:
    found = rank_hidden(a_star(), scored([1] * 7), {0: [1], 4: []})
    assert (found.rank.tolist(), found.left_out) == ([0], 1)
    assert recall(found, 10).tolist() == [0]


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch, planted: Adjacency) -> None:
    generator = np.random.default_rng(1)
    shape = (len(planted), 4)
    factors = Factors(generator.random(shape, np.float32), generator.random(shape, np.float32))
    hidden = {seed: generator.choice(planted.songs, 3, replace=False).tolist() for seed in range(40)}
    whole = rank_hidden(planted, factors, hidden)
    monkeypatch.setattr(ranking, "_BLOCK", 7)
    assert rank_hidden(planted, factors, hidden).rank.tolist() == whole.rank.tolist()
