import pytest

from crawler.pages.page import Link, PageKind, PageUnreadable
from crawler.pages.registry import parse
from crawler.site import WHOSAMPLED
from graph.records import SongRecord
from graph.schema import Relation
from tests.crawler.pages.made_pages import BASE, IDA, QUILLON, artist_page, connection, entry, pager, track_item

URL = f"{BASE}/Nova-Kestrel/"
OWN = SongRecord(
    "Nova Kestrel feat. Ida Marlowe", "Paper Lantern", 1974, own_ids=("whosampled:/Nova-Kestrel/Paper-Lantern/",)
)


def read(text, url=URL):
    return parse(text, url, WHOSAMPLED)


@pytest.mark.parametrize("tag", ["article", "section"])
def test_songs(tag):
    other = track_item(title="Wick", href="/Nova-Kestrel/Wick/", year="", by="", tag=tag)
    page = read(artist_page(track_item(tag=tag), other))
    assert [claim.song for claim in page.songs] == [
        OWN,
        SongRecord("Nova Kestrel", "Wick", own_ids=("whosampled:/Nova-Kestrel/Wick/",)),
    ]
    assert {claim.source for claim in page.songs} == {"WhoSampled"}


@pytest.mark.parametrize(
    ("action", "kind", "own_takes"),
    [
        ("sampled", Relation.SAMPLES, True),
        ("was sampled in", Relation.SAMPLES, False),
        ("is a cover of", Relation.COVERS, True),
        ("was covered in", Relation.COVERS, False),
        ("is a remix of", Relation.REMIXES, True),
        ("was remixed in", Relation.REMIXES, False),
    ],
)
def test_connections(action, kind, own_takes):
    page = read(artist_page(track_item(connection(action, entry()))))
    (relation,) = page.relations
    ends = relation.sampler, relation.sampled
    assert relation.type is kind
    assert (ends if own_takes else ends[::-1]) == (OWN, SongRecord("MC Quillon", "Night Bus", 1995))
    assert relation.source_url == f"{BASE}/sample/900001/x/"


def test_entries_of_many_forms():
    page = read(
        artist_page(
            track_item(
                connection(
                    "was sampled in",
                    entry("Pilot", "from <a href='/tv/Harbor-Lights/'>Harbor Lights</a> (2007)"),
                    entry("Song (1999)", f"by {QUILLON} and <a href='/Ola-Brandt/'>Ola Brandt</a> feat. {IDA}"),
                    entry("Reply", "by <strong>Nova Kestrel</strong> (1980)"),
                    entry("Unlinked", "by Some Body (1981)"),
                ),
                connection("was remixed in", entry("Paper Lantern (Remix)", "(2023)", "/remix/900003/x/")),
                connection("was hummed in", entry()),
            )
        )
    )
    assert [relation.sampler for relation in page.relations] == [
        SongRecord("MC Quillon; Ola Brandt feat. Ida Marlowe", "Song (1999)"),
        SongRecord("Nova Kestrel", "Reply", 1980),
        SongRecord("Some Body", "Unlinked", 1981),
        SongRecord("Nova Kestrel", "Paper Lantern (Remix)", 2023),
    ]
    assert page.skipped == {"film or TV": 1, "unknown words for a connection": 1}


@pytest.mark.parametrize(
    "line",
    [
        "<br>Producer credit: DJ Halyard",
        "<div class='trackProducers'>produced by <a href='/DJ-Halyard/'>DJ Halyard</a></div>",
        "<div class='producer-credit'>Produced by DJ Halyard</div>",
    ],
)
def test_producers(line):
    page = read(artist_page(track_item(more=line)))
    assert page.songs[0].song.producers == ("DJ Halyard",)


def test_links_and_the_next_page():
    page = read(
        artist_page(track_item(connection("was sampled in", entry())), more=pager("/Nova-Kestrel/", 1, 2, "sp"))
    )
    assert page.links == [
        Link(f"{BASE}/Nova-Kestrel/Paper-Lantern/", PageKind.TRACK),
        Link(f"{BASE}/Ida-Marlowe/", PageKind.ARTIST, "Ida Marlowe"),
        Link(f"{BASE}/sample/900001/x/", PageKind.CONNECTION),
        Link(f"{BASE}/MC-Quillon/", PageKind.ARTIST, "MC Quillon"),
    ]
    assert page.next_url == f"{URL}?sp=2"


def test_from_what_was_produced_to_what_was_sung():
    role = (
        "<div class='optionMenu artist-role'><ul><li><a href='/Nova-Kestrel/?role=1'>As an Artist</a></li></ul></div>"
    )
    page = read(artist_page(track_item(), more=role), f"{URL}?role=2")
    assert Link(f"{URL}?role=1", PageKind.ARTIST) in page.links


def test_the_next_page_keeps_role_and_order():
    page = read(
        artist_page(track_item(), more=pager("/Nova-Kestrel/", 1, 2, "ob=1&amp;role=2&amp;sp")), f"{URL}?role=2&ob=1"
    )
    assert page.next_url == f"{URL}?ob=1&role=2&sp=2"


def test_the_artist_of_a_list_below():
    page = read(artist_page(track_item(by="")), f"{URL}sampled/?sp=3")
    assert page.songs[0].song.artist_credit == "Nova Kestrel"


def test_an_artist_without_songs():
    assert read(artist_page(stats="0 samples")).songs == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (artist_page(), "'42 samples, 3 covers, 1 remix' and no song"),
        (artist_page(name="", stats=""), "no artist and no songs"),
        (artist_page(track_item(title="")), "1 songs and none"),
        (artist_page(track_item(by=""), name=""), "1 songs and none"),
    ],
)
def test_another_layout_is_no_silence(text, problem):
    with pytest.raises(PageUnreadable, match=f"artist page: {problem}"):
        read(text)


def test_an_item_that_can_not_be_read_is_counted():
    page = read(artist_page(track_item(), track_item(title="")))
    assert len(page.songs) == 1
    assert page.skipped == {"no title or artist": 1}
