from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from model.als.gram import gram


def test_a_gram_is_summed_over_parts_of_rows_the_same_whoever_computes_them() -> None:
    factors = np.random.default_rng(1).normal(size=(70_000, 3)).astype(np.float32)
    wide = factors.astype(np.float64)
    alone = gram(factors)
    assert alone == pytest.approx(wide.T @ wide, rel=1e-12)
    with ThreadPoolExecutor(3) as threads:
        assert (gram(factors, threads.map) == alone).all()
