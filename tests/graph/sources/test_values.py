"""Numbers as programs write them, and ids in one spelling each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identity import clean_text
from graph.sources import own_ids
from graph.sources.values import clean, duration, source_name, year

UUID = "b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("1988", 1988), ("1988.0", 1988), ("1,988", 1988), ("c. 1988", 1988), ("1988-05-01", 1988), ("1850", 1850)),
        *(("05/1988", 1988), ("0000-1988", 1988), ("2100", 2100), ("(1988)", 1988), ("1988/1990", 1988)),
        *(("0", None), ("9999", None), ("1849", None), ("2101", None), ("88", None), ("19881", None), ("", None)),
        *(("9" * 30, None), ("nan", None), ("١٩٨٨", None), ("1,98", None), ("19,880", None)),
    ],
)
def test_years(text: str, expected: int | None) -> None:
    assert year(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("215", 215), ("215.4", 215), ("3:35", 215), ("03:35.2", 215), ("1:02:03", 3723), ("86400", 86400)),
        *(("0", None), ("-3", None), ("86401", None), ("3:75", None), ("abc", None), ("9" * 30, None), ("", None)),
    ],
)
def test_durations(text: str, expected: int | None) -> None:
    assert duration(text) == expected


def test_milliseconds_are_said_by_the_column() -> None:
    assert duration("215400", milliseconds=True) == 215


@given(st.text())
def test_clean_is_clean_text(text: str) -> None:
    assert clean(text) == clean_text(text)


@given(st.text())
def test_any_text_is_a_value_or_none(text: str) -> None:
    year(text)
    duration(text)
    assert len(source_name(text)) <= 200
    for own_id in [*(kind(text) for kind in own_ids.KINDS.values()), own_ids.of_source("a b:c", text)]:
        assert own_id == "".join(own_id.split())


@pytest.mark.parametrize(
    ("own_id", "expected"),
    [
        (own_ids.mbid(UUID.upper()), f"mbid:{UUID}"),
        (own_ids.mbid(f"https://musicbrainz.org/recording/{UUID}/"), f"mbid:{UUID}"),
        (own_ids.mbid("00000000-0000-0000-0000-000000000000"), ""),
        (own_ids.mbid("12"), ""),
        (own_ids.isrc("us-rc1-76-07839"), "isrc:USRC17607839"),
        (own_ids.isrc("000000000000"), ""),
        (own_ids.isrc("USRC1760783"), ""),
        (own_ids.whosampled("/Lyn-Collins/Think-(About-It)/"), "whosampled:/Lyn-Collins/Think-(About-It)/"),
        (own_ids.whosampled("https://www.whosampled.com/A/B%3F/?x#y"), "whosampled:/A/B?/"),
        (own_ids.whosampled("whosampled.com/A/B"), "whosampled:/A/B/"),
        (own_ids.whosampled("https://example.org/A/B/"), ""),
        (own_ids.whosampled("/sample/123/A-B/"), ""),
        (own_ids.whosampled("/sample/123/"), ""),
        (own_ids.of_source("my list", "a b"), "my%20list:a%20b"),
        (own_ids.of_source("a:b", "c:d"), "a%3Ab:c:d"),
        (own_ids.of_source("list", " 0 "), ""),
        (own_ids.of_source("list", "NaN"), ""),
        (own_ids.of_source("list", "9" * 30), f"list:{'9' * 30}"),
        (own_ids.of_source("list", "x" * 201), ""),
        (own_ids.of_source("MBID", "12"), ""),
        (own_ids.of_source("WhoSampled", "/A/B"), "whosampled:/A/B/"),
    ],
)
def test_an_id_has_one_spelling(own_id: str, expected: str) -> None:
    assert own_id == expected
