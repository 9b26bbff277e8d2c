import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.csv_guard import guarded, unguarded


@given(st.text() | st.text("'=+-@\t\ra", max_size=5))
def test_a_guarded_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r")


@pytest.mark.parametrize("text", ["'Round Midnight", "''", "Think", "", "1 = 1"])
def test_texts_that_are_no_formula_stay(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@pytest.mark.parametrize(("text", "shown"), [("=1+1", "'=1+1"), ("'=1+1", "''=1+1"), ("-Human", "'-Human")])
def test_formulas_and_what_looks_guarded_get_an_apostrophe(text: str, shown: str) -> None:
    assert guarded(text) == shown
