from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.address import LONGEST, connection_id, is_film, kind_of, normal_form
from crawler.pages.page import PageKind

BASE = "https://www.whosampled.com"
PAGE = f"{BASE}/Nova-Kestrel/Paper-Lantern/"

NAMES = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="/%?#\\\xa0"), min_size=1, max_size=30
).filter(lambda name: name.strip() == name and name.strip(".") == name)


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/Nova-Kestrel/", "/Nova-Kestrel/"),
        ("/Nova-Kestrel", "/Nova-Kestrel/"),
        (" /Nova-Kestrel/\n", "/Nova-Kestrel/"),
        ("//www.whosampled.com/Nova-Kestrel/", "/Nova-Kestrel/"),
        ("http://whosampled.com/Nova-Kestrel/", "/Nova-Kestrel/"),
        ("HTTPS://WWW.WhoSampled.COM:443/Nova-Kestrel/", "/Nova-Kestrel/"),
        ("../", "/Nova-Kestrel/"),
        ("covered/", "/Nova-Kestrel/Paper-Lantern/covered/"),
        ("?cp=2", "/Nova-Kestrel/Paper-Lantern/?cp=2"),
        ("/Ol'-Kestrel/covered/", "/Ol%27-Kestrel/covered/"),
        ("/Ol%27-Kestrel/covered/", "/Ol%27-Kestrel/covered/"),
        ("/Beyonc%c3%a9/", "/Beyonc%C3%A9/"),
        ("/Beyoncé/", "/Beyonc%C3%A9/"),
        ("/Wham!/(Who's)-$-A.B.C,-D/", "/Wham!/(Who%27s)-$-A.B.C,-D/"),
        ("/AC%2FDC/", "/AC%2FDC/"),
        ("/Nova-Kestrel//x/", "/Nova-Kestrel/x/"),
        ("/a/?ob=1&utm_source=x&cp=2#top", "/a/?cp=2&ob=1"),
        ("/search/?q=night+bus", "/search/?q=night%20bus"),
        ("/a/?cp=", "/a/"),
        ("/", "/"),
    ],
)
def test_normal_form(href, found):
    assert normal_form(href, PAGE) == BASE + found


@pytest.mark.parametrize(
    "href",
    [
        *("", "  ", "javascript:alert(1)", "mailto:a@example.org", "tel:1", "data:text/html,x", "file:///etc/passwd"),
        *("https://example.org/Nova-Kestrel/", "//example.org/", "https://www.whosampled.com.example.org/"),
        *(
            "https://www.whosampled.com@example.org/",
            "https://u:p@www.whosampled.com/",
            "http://www.whosampled.com:8080/",
        ),
        *("http://[::1", "http://www.whosampled.com:x/", "/a\x00b/", "/a%00b/", "/a%0Ab/", "/a\tb/", "/a/%2e%2e/b/"),
        *("/a/%2E/", "\ud800", "/\ud800/", "/" + "a" * LONGEST, "/" + "é" * 400),
    ],
)
def test_no_address_of_the_site(href):
    assert normal_form(href, PAGE) == ""


@pytest.mark.parametrize("base", ["", "nothing", "ftp://www.whosampled.com/", "http://[", "/relative/"])
def test_a_base_that_is_no_page(base):
    assert normal_form("/Nova-Kestrel/", base) == normal_form("?cp=2", base) == ""


def test_a_replica_keeps_its_port():
    assert normal_form("/A/", "http://127.0.0.1:8000/B/") == "http://127.0.0.1:8000/A/"
    assert normal_form("http://127.0.0.1:9000/A/", "http://127.0.0.1:8000/B/") == ""
    assert normal_form("/A/", "http://[::1]:8000") == "http://[::1]:8000/A/"


@given(st.text(max_size=60) | st.text("/.%2eEfF?#&=cps:@[] \\'x", max_size=40))
@example("/%2e%2E/..//%2f?cp=%00&cp=1&sp=\u2028#")
def test_never_raises_and_is_idempotent(href):
    for base in (BASE, PAGE):
        once = normal_form(href, base)
        assert normal_form(once, base) == once
        assert not once or once.startswith(BASE + "/")
        assert len(once) <= LONGEST
        assert once.isprintable()
        assert kind_of(once) is None or once
        connection_id(href)
        kind_of(href)
        is_film(href)


@given(NAMES, NAMES)
def test_encoded_and_unencoded_hrefs_of_one_page_meet(artist, title):
    plain = normal_form(f"/{artist}/{title}/", BASE)
    assert plain
    assert {
        normal_form(f"/{quote(artist)}/{title}/", BASE),
        normal_form(f"/{artist}/{quote(title, safe='')}", BASE),
        normal_form(f"{BASE}/{quote(artist, safe='')}/{quote(title)}/#x", PAGE),
    } == {plain}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/Nova-Kestrel/", PageKind.ARTIST),
        ("/Nova-Kestrel/?sp=2", PageKind.ARTIST),
        *(
            (f"/Nova-Kestrel/{s}/", PageKind.ARTIST)
            for s in ("samples", "sampled", "covers", "covered", "remixes", "remixed")
        ),
        ("/Nova-Kestrel/Sampled/", PageKind.TRACK),
        ("/Nova-Kestrel/Paper-Lantern/", PageKind.TRACK),
        ("/Nova-Kestrel/Paper-Lantern/sampled/", PageKind.SEE_ALL),
        ("/Nova-Kestrel/Paper-Lantern/covered/?cp=2", PageKind.SEE_ALL),
        ("/Nova-Kestrel/Paper-Lantern/other/", None),
        ("/sample/900001/x/", PageKind.CONNECTION),
        ("/sample/900001/", PageKind.CONNECTION),
        ("/cover/1/x/", PageKind.CONNECTION),
        ("/remix/1/x/", PageKind.CONNECTION),
        ("/sample/x/", None),
        ("/sample/", None),
        ("/genre/Hip-Hop/", PageKind.GENRE),
        ("/genre/", None),
        ("/song-tag/Late%20Night/2/", PageKind.LISTING),
        ("/browse/year/1974/samples/3/", PageKind.LISTING),
        ("/browse/year/", None),
        ("/hot-samples/2/", PageKind.LISTING),
        ("/most-sampled-artists/", PageKind.LISTING),
        *(
            (f"/{first}/x/", None)
            for first in ("user", "album", "movie", "tv", "buy", "share", "search", "sitemap", "browse")
        ),
        ("/", None),
    ],
)
def test_kinds(path, kind):
    assert kind_of(BASE + path) is kind


def test_connections_have_numbers():
    assert connection_id(f"{BASE}/remix/900003/x/") == connection_id(f"{BASE}/sample/900003/") == 900003
    assert connection_id(f"{BASE}/Nova-Kestrel/900003/") is None
    assert connection_id(f"{BASE}/sample/{'9' * 30}/") is None


def test_films():
    assert is_film(f"{BASE}/tv/Harbor-Lights/")
    assert is_film(f"{BASE}/movie/Harbor-Lights/Scene/")
    assert not is_film(f"{BASE}/Tv/Harbor-Lights/")
    assert not is_film("")
