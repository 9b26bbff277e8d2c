import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identity import song_id
from graph.twins import THRESHOLD, Song, likely_twins

PAIRS = Path(__file__).with_name("identity_pairs.tsv")


def song(artist: str, title: str, year: int | None = None) -> Song:
    return song_id(artist, title), artist, title, year


def score(one: tuple[str, str], other: tuple[str, str], years: tuple[int | None, int | None] = (None, None)) -> float:
    found = likely_twins([song(*one, years[0]), song(*other, years[1])], threshold=0)
    return found[0].score if found else 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Missy Elliott", "Work It"), ("Missy Elliot", "Work It")),
        (("Michael Jackson", "Billie Jean"), ("Michael Jackson", "Billy Jean")),
        (("Average White Band", "School Boy Crush"), ("Average White Band", "Schoolboy Crush")),
        (("Brandy & Monica", "The Boy Is Mine"), ("Monica; Brandy", "The Boy Is Mine")),
        (("Alvin Cash & the Crawlers", "Twine Time"), ("Alvin Cash", "Twine Time")),
        (("Isaac Hayes", "Theme From Shaft"), ("Isaac Hayes", "Shaft")),
        (("Donald Byrd", "Dominoes"), ("Donald Byrd", "(Fallin' Like) Dominoes")),
        (("LL Cool J", "6 Minutes of Pleasure"), ("LL Cool J", "Six Minutes of Pleasure")),
        (("Busta Rhymes", "Woo-Hah!! (World Wide Remix)"), ("Busta Rhymes", "Woo-Hah!! (The World Wide Remix)")),
        (("Gwen Stefani with Akon", "The Sweet Escape"), ("Gwen Stefani; Akon", "The Sweet Escape")),
    ],
)
def test_likely_twins_are_listed(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert song_id(*one) != song_id(*other)
    assert score(one, other) >= THRESHOLD


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Daft Punk", "One More Time"), ("Daft Punk", "One More Time (Live)")),
        (("Daft Punk", "One More Time (Live)"), ("Daft Punk", "One More Time (Remix)")),
        (("Nas", "Made You Look"), ("Nas", "Made You Look (Instrumental)")),
        (("EPMD", "Jane 2"), ("EPMD", "Jane 5")),
        (("EPMD", "Jane"), ("EPMD", "Jane 2")),
        (("Mobb Deep", "Shook Ones Part I"), ("Mobb Deep", "Shook Ones Part II")),
        (("Apple", "Background07"), ("Apple", "Background09")),
        (("Janet Jackson", "You"), ("Janet Jackson", "You Want This")),
        (("Nas", "One Love"), ("Nas", "One Mic")),
        (("Ice-T", "Power"), ("Ice-T", "The Tower")),
        (("Andy Williams", "Unchained Melody"), ("Roger Williams", "Unchained Melody")),
        (("Run-D.M.C. vs. Jason Nevins", "It's Like That"), ("Run-D.M.C.", "It's Like That")),
        (("Aaliyah", "At Your Best (Stepper's Ball Remix)"), ("Aaliyah", "At Your Best (Gangstar Child Remix)")),
    ],
)
def test_other_recordings_are_not(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert score(one, other) == 0.0


def test_years_far_apart_lower_the_score() -> None:
    pair = ("The Crickets", "I Fought the Law"), ("The Crickets & Vince Neil", "I Fought the Law")
    near, some, far = (score(*pair, years) for years in ((1960, 1961), (1960, 1965), (1960, 2004)))
    assert near == score(*pair) == score(*pair, (None, 2004))
    assert near > some > far
    assert far < THRESHOLD <= near


def test_twins_say_why_and_come_best_first() -> None:
    songs = [
        song("Missy Elliott", "Work It", 2002),
        song("Missy Elliot", "Work It", 2002),
        song("Parliament", "Flash Light", 1977),
        song("Parliament", "Flashlight", 1981),
        song("Parliament", "Flash", 1978),
    ]
    found = likely_twins(songs)
    assert [(twin.song_id, twin.other, twin.reason) for twin in found] == [
        ("parliament/flash-light", "parliament/flashlight", "artist the same, title divided otherwise, 4 years apart"),
        ("missy-elliot/work-it", "missy-elliott/work-it", "artist spelt otherwise, title the same"),
    ]
    assert (found[0].score, found[0].score > found[1].score) == (98.0, True)
    assert likely_twins(songs, limit=1) == found[:1]
    assert likely_twins(songs, threshold=found[0].score) == found[:1]


def test_the_labelled_pairs_that_ids_miss_are_mostly_listed() -> None:
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    apart = [
        (row["same"], one, other)
        for row in rows
        for one, other in [((row["artist"], row["title"]), (row["other_artist"], row["other_title"]))]
        if song_id(*one) != song_id(*other)
    ]
    listed = [(same, one, other) for same, one, other in apart if score(one, other) >= THRESHOLD]
    missed = [pair for pair in apart if pair[0] == "yes" and pair not in listed]
    wrong = [pair for pair in listed if pair[0] == "no"]
    assert len(missed) <= 2, missed  # a stage name, another script
    # what is left is for people: guests, new recordings, remixes that only their name tells
    assert len(wrong) <= 0.1 * sum(pair[0] == "no" for pair in apart), wrong


WORDS = (
    "love",
    "funk",
    "night",
    "part",
    "2",
    "live",
    "remix",
    "the",
    "you",
    "Flash Light",
    "flashlight",
    "кот",
    "夜",
    "?",
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@given(st.lists(st.tuples(texts, texts, st.none() | st.integers(1900, 2030)), max_size=12))
def test_the_order_of_songs_does_not_matter(rows: list[tuple[str, str, int | None]]) -> None:
    songs = list({found[0]: found for row in rows for found in [song(*row)]}.values())
    found = likely_twins(songs, threshold=50)
    assert likely_twins(songs[::-1], threshold=50) == found
    for twin in found:
        assert 50 <= twin.score <= 100
        assert twin.song_id < twin.other
        assert twin.reason
    assert len({(twin.song_id, twin.other) for twin in found}) == len(found)


def test_large_blocks_are_not_compared_whole() -> None:
    songs = [song("Library Music", f"Cue {number:05} {'abcdefgh'[number % 8] * 3}") for number in range(3000)]
    songs += [song("Library Music", "Morning Traffic"), song("Library Music", "Morning Trafic")]
    assert [(twin.song_id, twin.other) for twin in likely_twins(songs)] == [
        ("library-music/morning-traffic", "library-music/morning-trafic")
    ]
