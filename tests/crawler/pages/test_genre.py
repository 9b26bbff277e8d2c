import pytest

from crawler.pages.genre_names import GENRES, genre_name, genre_of_address, is_genre
from crawler.pages.page import Link, PageKind, PageUnreadable
from crawler.pages.registry import parse
from crawler.site import WHOSAMPLED
from tests.crawler.pages.made_pages import BASE, NOVA, QUILLON, genre_page, page

URL = f"{BASE}/genre/Soul-Funk-Disco/"


def read(text):
    return parse(text, URL, WHOSAMPLED)


def test_artists():
    found = read(genre_page())
    assert found.links == [
        Link(f"{BASE}/Nova-Kestrel/", PageKind.ARTIST, "Nova Kestrel"),
        Link(f"{BASE}/The-Brass-%26-Timber-Band/", PageKind.ARTIST, "The Brass & Timber Band"),
        Link(f"{BASE}/MC-Quillon/", PageKind.ARTIST, "MC Quillon"),
    ]
    assert found.listed == {"most influential artists": 2, "most popular artists": 1}
    assert found.songs == found.relations == []


def test_one_in_both_lists_with_a_picture_first():
    tile = "<a href='/Ola-Brandt/'><img alt='Ola Brandt' src='x'></a> <a href='/Ola-Brandt/'>Ola  Brandt</a>"
    found = read(genre_page([tile], [tile, QUILLON]))
    assert [link.name for link in found.links] == ["Ola Brandt", "MC Quillon"]


def test_the_heading_may_stand_in_a_block_of_its_own_and_tiles_in_rows():
    rows = f"<ul><li>{NOVA}</li></ul><ul><li>{QUILLON}</li></ul>"
    text = page(
        f"<div><header><h2><span>MOST INFLUENTIAL artists of all</span></h2></header>{rows}</div><ul><li>"
        "<a href='/Footer/'>Footer</a></li></ul>"
    )
    assert [link.name for link in read(text).links] == ["Nova Kestrel", "MC Quillon"]


def test_other_links_are_no_artists():
    others = "".join(f"<a href='{href}'>x</a>" for href in ("/genre/Classical/", "/browse/", "/a/b/", "/A/?sp=2", "#"))
    assert [link.name for link in read(genre_page([NOVA + others])).links] == ["Nova Kestrel", "MC Quillon"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (page("<h1>Soul</h1>"), "no heading"),
        (genre_page([]), "'most influential artists' and no artist"),
        (genre_page(popular=[]), "'most popular artists' and no artist"),
    ],
)
def test_another_layout_is_no_silence(text, problem):
    with pytest.raises(PageUnreadable, match=f"genre page: {problem}"):
        read(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hip-Hop / Rap / R&B", "Hip-Hop"),
        ("soul / funk / disco", "Soul-Funk-Disco"),
        ("Reggae", "Reggae-Dub"),
        ("World", "World-Latin"),
        ("Soundtrack", "Soundtrack-Library"),
        ("Skiffle", "Skiffle"),
    ],
)
def test_names(text, name):
    assert genre_name(text) == name
    assert is_genre(text) is (text != "Skiffle")


def test_every_genre_is_called_by_its_address():
    assert len(GENRES) == 10
    assert [genre_of_address(f"{BASE}/genre/{name}/") for name in GENRES] == list(GENRES)
    assert genre_of_address(f"{BASE}/Nova-Kestrel/Hip-Hop/") == ""
