import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.remarks import is_edition, without_brackets, without_remarks

EDITIONS = (
    "Remastered",
    "2011 Remaster",
    "Remastered in 2009",
    "1999 Digital Remaster",
    "Digitally Re-Mastered",
    "Mono",
    "Remastered 2001 / Mono",
    "Album Version",
    "Original Radio Edit",
    "Original Mix",
    "Mono Mix",
    '12" Version',
    "12-inch version",
    "7' Single",
    "Clean Radio Edit",
    "Official Music Video",
    "Lyrics",
    "Deluxe Edition",
    "25th Anniversary Edition",
    "Bonus Track",
)
OTHERS = (
    "Live",
    "Live Album Version",
    "Remix",
    "Radio Mix",
    '12" Mix',
    '12" Dub',
    "Radio 1",
    "Radio",
    "Single",
    "Video",
    "Mix",
    "2018 Mix",
    "Original",
    "Original Club Mix",
    "Special Version",
    "Extended Version",
    "Instrumental",
    "Taylor's Version",
    "1994",
    "Part 2",
    "",
)


@pytest.mark.parametrize("remark", EDITIONS)
def test_remarks_about_the_edition_go(remark: str) -> None:
    assert is_edition(remark)
    assert is_edition(remark.upper())
    for title in (f"Song ({remark})", f"Song [{remark}]", f"Song - {remark}", f"Song (feat. Somebody) - {remark}"):
        assert without_remarks(title) == "Song"
    assert without_remarks(f"Song (Live) ({remark})") == "Song (Live)"


@pytest.mark.parametrize("remark", OTHERS)
def test_other_remarks_stay(remark: str) -> None:
    assert not is_edition(remark)
    if remark:
        assert without_remarks(f"Song ({remark})") == f"Song ({remark})"
        assert without_remarks(f"Song - {remark} - Remastered 2009") == f"Song - {remark}"


@pytest.mark.parametrize(
    "title",
    [
        "Song (with SZA)",
        "Song (Duet with Dolly Parton)",
        "Song (prod. by Metro Boomin)",
        "Song [f/ Pharrell]",
        'Song (From "Titanic")',
        "Song - From the Motion Picture Soundtrack",
        "Song (Original Soundtrack)",
        "Song featuring Somebody Else",
        "Song ft. Somebody (Radio Edit)",
    ],
)
def test_credits_and_films_go(title: str) -> None:
    assert without_remarks(title) == "Song"


@pytest.mark.parametrize(
    "title",
    [
        "I'm in Love (With a Stripper)",
        "Song (With You)",
        "Letter (From Home)",
        "Ghost (Lost)",
        "6 ft 7 ft",
        "Left",
        "Remastered",
        "(Original Mix)",
        "Self-Remastered",
    ],
)
def test_what_belongs_to_the_title_stays(title: str) -> None:
    assert without_remarks(title) == title


def test_featured_credits_do_not_take_what_follows() -> None:
    assert without_remarks("Song feat. Somebody - Live") == "Song - Live"
    assert without_remarks("Song feat. Somebody (Remix)") == "Song (Remix)"


def test_brackets_may_be_nested_or_open() -> None:
    assert without_brackets("Song (Live [1999]) (Remix)") == "Song"
    assert without_brackets("Song (Live") == "Song (Live"


@given(st.text("ab12 ()[]-feat.mixorgnl", max_size=40))
def test_a_title_stays_a_title(title: str) -> None:
    clean = " ".join(title.split())
    bare = without_remarks(clean)
    assert bool(bare) == bool(clean)
    assert len(bare) <= len(clean)
