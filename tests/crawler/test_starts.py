"""What people write to begin a crawl."""

import pytest

from crawler.pages.page import PageKind
from crawler.site import replica
from crawler.starts import song, start
from graph.errors import InputUnusable

SITE = replica("http://127.0.0.1:8000")


@pytest.mark.parametrize("text", ["Hip-Hop", "hip hop", "HIPHOP", "Hip-Hop / Rap / R&B"])
def test_a_genre_is_meant_however_it_is_spelled(text: str) -> None:
    found = start(text, SITE)
    assert (found.url, found.kind) == ("http://127.0.0.1:8000/genre/Hip-Hop/", PageKind.GENRE)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("/Chic/", PageKind.ARTIST),
        ("http://127.0.0.1:8000/Chic/Good-Times/", PageKind.TRACK),
        ("/sample/100/x/", PageKind.CONNECTION),
        ("/song-tag/Late%20Night/", PageKind.LISTING),
        ("/hot-samples/", PageKind.LISTING),
    ],
)
def test_addresses_of_all_kinds_are_starts(text: str, kind: PageKind) -> None:
    assert start(text, SITE).kind is kind


@pytest.mark.parametrize(
    "text", ["Polka", "", "/user/x/", "http://elsewhere.example/Chic/", "javascript:/x/", "/a\x00b/"]
)
def test_what_is_no_start_is_said_with_what_is_one(text: str) -> None:
    with pytest.raises(InputUnusable) as caught:
        start(text, SITE)
    assert "Soul-Funk-Disco" in caught.value.hint


def test_only_a_songs_page_is_the_page_of_a_song() -> None:
    assert song("/Chic/Good-Times/", SITE).kind is PageKind.TRACK
    with pytest.raises(InputUnusable, match="not the page of a song"):
        song("Hip-Hop", SITE)
