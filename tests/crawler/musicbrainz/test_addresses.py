import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.musicbrainz import addresses
from crawler.musicbrainz.addresses import Address
from crawler.pages.page import PageKind
from graph.errors import InputUnusable
from tests.graph.sources.musicbrainz_dump import mbid

ONE = mbid(1)
TOLD = "inc=artist-credits+genres+isrcs+recording-rels&fmt=json"
RECORDING = f"https://musicbrainz.org/ws/2/recording/{ONE}?{TOLD}"
RECORDINGS = f"https://musicbrainz.org/ws/2/recording?artist={ONE}&limit=100&offset=0&{TOLD}"


@pytest.mark.parametrize(
    "text",
    [
        ONE,
        f" {ONE.upper()} ",
        f"mbid:{ONE}",
        f"https://musicbrainz.org/recording/{ONE}",
        f"http://www.musicbrainz.org/recording/{ONE}/fingerprints#top",
        f"https://musicbrainz.org/ws/2/recording/{ONE}?inc=isrcs",
        RECORDING,
    ],
)
def test_a_recording_has_one_address(text: str) -> None:
    found = addresses.from_recording(text)
    assert (found.kind, found.url) == (PageKind.RECORDING, RECORDING)


@pytest.mark.parametrize(
    "text",
    [
        ONE,
        f"https://musicbrainz.org/artist/{ONE}",
        f"https://beta.musicbrainz.org/artist/{ONE}/recordings",
        f"https://musicbrainz.org/ws/2/artist/{ONE}?fmt=json",
        f"https://musicbrainz.org/ws/2/recording/?artist={ONE}&limit=7&fmt=json",
    ],
)
def test_an_artist_s_recordings_have_one_address(text: str) -> None:
    found = addresses.from_artist(text)
    assert (found.kind, found.url) == (PageKind.RECORDINGS, RECORDINGS)


def test_an_artist_s_name_is_looked_for() -> None:
    found = addresses.from_artist(' Nova  "The Bird" Kestrel\\ ')
    assert found.kind is PageKind.SEARCH
    assert found.name == 'Nova "The Bird" Kestrel\\'
    assert found.url == (
        "https://musicbrainz.org/ws/2/artist?query=artist%3A%22Nova%20%5C%22The%20Bird%5C%22%20Kestrel%5C%5C%22"
        "&limit=25&offset=0&fmt=json"
    )


def test_a_search_takes_words_and_lucene_s_syntax() -> None:
    found = addresses.from_search("paper AND artist:nova")
    assert found.url == (
        "https://musicbrainz.org/ws/2/recording?query=paper%20AND%20artist%3Anova&limit=25&offset=0&fmt=json"
    )
    assert found.name == ""


def test_another_server_of_the_same_data_is_kept() -> None:
    base = "http://127.0.0.1:5000"
    assert addresses.from_recording(ONE, base).url.startswith(f"{base}/ws/2/recording/")
    assert addresses.read(f"{base}/recording/{ONE}") == Address(PageKind.RECORDING, ONE, base=base)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "musicbrainz.org",
        f"ftp://musicbrainz.org/recording/{ONE}",
        f"https://name:word@musicbrainz.org/recording/{ONE}",
        f"https://musicbrainz.org:x/recording/{ONE}",
        "https://[musicbrainz.org/recording",
        f"https://musicbrainz.org/release/{ONE}",
        f"https://musicbrainz.org/../recording/{ONE}",
        "https://musicbrainz.org/recording/00000000-0000-0000-0000-000000000000",
        "https://musicbrainz.org/recording/not-an-id",
        "https://musicbrainz.org/recording?query=x",
        "https://musicbrainz.org/ws/2/recording",
        f"https://musicbrainz.org/ws/2/recording?artist={ONE}&offset=-1",
        f"https://musicbrainz.org/ws/2/recording?artist={ONE}&offset=9999999999",
        f"https://musicbrainz.org/ws/2/recording?release={ONE}",
        f"https://musicbrainz.org/ws/2/recording?query={'x' * 2000}",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|IPv6|Port|offset"):
        addresses.read(url)


@pytest.mark.parametrize("text", ["", "x", f"https://musicbrainz.org/artist/{ONE}", "https://[", "https://example.org"])
def test_what_is_no_recording_is_said(text: str) -> None:
    with pytest.raises(InputUnusable, match="is no recording of MusicBrainz") as raised:
        addresses.from_recording(text)
    assert "MBID" in raised.value.hint


@pytest.mark.parametrize("text", ["", " \u200b", f"https://musicbrainz.org/recording/{ONE}", "https://[", "x" * 1001])
def test_what_is_no_artist_is_said(text: str) -> None:
    with pytest.raises(InputUnusable, match="is no artist of MusicBrainz"):
        addresses.from_artist(text)


@pytest.mark.parametrize("text", ["", " ", "x" * 1001])
def test_an_empty_search_is_refused(text: str) -> None:
    with pytest.raises(InputUnusable, match="nothing to search for"):
        addresses.from_search(text)


@settings(deadline=None)
@given(st.text(st.characters()) | st.text(st.sampled_from('ab"\\ é日\ud800&=+%#')), st.booleans())
def test_what_is_searched_for_comes_back_whole(text: str, artist: bool) -> None:
    try:
        asked = addresses.from_artist(text) if artist else addresses.from_search(text)
    except InputUnusable:
        return
    again = addresses.read(asked.url)
    assert (again, again.url) == (asked, asked.url)
    if artist and asked.kind is PageKind.SEARCH:
        assert again.name == " ".join(again.name.split())
        assert again.name


@settings(deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z.:\[\]@0-9]*/(ws/2/)?(recording|artist)[/?a-f0-9=&-]*"))
def test_an_address_is_read_or_refused(url: str) -> None:
    try:
        found = addresses.read(url)
    except ValueError:
        return
    assert addresses.read(found.url) == found
