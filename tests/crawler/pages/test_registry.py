import random
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.address import kind_of, normal_form
from crawler.pages.challenge import is_challenge
from crawler.pages.document import Document
from crawler.pages.not_found import is_not_found
from crawler.pages.page import Page, PageKind, PageNotFound, PageRefused, PageUnreadable
from crawler.pages.registry import PARSERS, parse
from crawler.site import WHOSAMPLED
from graph.records import SongRecord
from tests.crawler.pages.made_pages import (
    BASE,
    CHALLENGE,
    IDA,
    NEW,
    NOT_FOUND,
    NOVA,
    OLD,
    QUILLON,
    Row,
    artist_page,
    box,
    connection,
    connection_page,
    entry,
    genre_page,
    hot_page,
    page,
    pager,
    section,
    see_all_page,
    track_item,
    track_page,
)

PATHS = {
    PageKind.GENRE: "/genre/Soul-Funk-Disco/",
    PageKind.ARTIST: "/Nova-Kestrel/",
    PageKind.TRACK: "/Nova-Kestrel/Paper-Lantern/",
    PageKind.SEE_ALL: "/Nova-Kestrel/Paper-Lantern/sampled/",
    PageKind.CONNECTION: "/remix/900003/x/",
    PageKind.LISTING: "/song-tag/Late%20Night/",
}
FILM = Row("Pier", "<a href='/movie/Pier/'>Pier</a>")
ITEM = track_item(
    connection("was sampled in", entry(), entry("Pilot", "from <a href='/tv/P/'>P</a>")), connection("?", entry())
)
GOOD = {
    PageKind.GENRE: [genre_page()],
    PageKind.ARTIST: [artist_page(ITEM, track_item(by=""), more=pager("/Nova-Kestrel/", 1, 3, "sp"))],
    PageKind.TRACK: [
        track_page(
            section("samples", layout, [Row(), FILM], 12, "/Nova-Kestrel/Paper-Lantern/samples/"),
            section("remixed", layout, [Row(part="", genre="Jazz / Blues")]),
        )
        for layout in (OLD, NEW)
    ],
    PageKind.SEE_ALL: [
        see_all_page("sampled", layout, [Row(), FILM], 55, pages=pager(PATHS[PageKind.SEE_ALL], 2, 4))
        for layout in (OLD, NEW)
    ],
    PageKind.CONNECTION: [connection_page(), connection_page(box("dest", by=QUILLON), box("source"))],
    PageKind.LISTING: [page(track_item(connection("sampled", entry()), by=f"by {NOVA} and {IDA}")), hot_page(1, 2)],
}
KINDS = pytest.mark.parametrize("kind", list(GOOD))


def test_every_kind_of_the_site_has_a_parser():
    assert set(PARSERS) == set(GOOD) == set(PATHS)
    for kind, path in PATHS.items():
        assert kind_of(BASE + path) is kind


@KINDS
def test_pages_of_each_kind(kind):
    for text in GOOD[kind]:
        found = parse(text, PATHS[kind], WHOSAMPLED)
        assert found.kind is kind
        assert found.url == BASE + PATHS[kind]
        assert found.links
        check(found)


@KINDS
def test_a_page_is_read_the_same_again_and_beside_others(kind):
    for text in GOOD[kind]:
        first = parse(text, BASE + PATHS[kind], WHOSAMPLED)
        assert parse(text, BASE + PATHS[kind] + "#top", WHOSAMPLED) == first
        assert parse("\ufeff" + text.replace("\n", "\r\n"), BASE + PATHS[kind], WHOSAMPLED) == first


def check(found: Page):
    """What holds for every page that could be read."""
    urls = [link.url for link in found.links]
    assert len(urls) == len(set(urls))
    assert found.url not in urls
    for link in found.links:
        assert normal_form(link.url, found.url) == link.url
        assert kind_of(link.url) is link.kind
        assert link.kind is PageKind.ARTIST or not link.name
    assert not found.next_url or kind_of(found.next_url) is found.kind
    songs = [claim.song for claim in found.songs] + [
        end for each in found.relations for end in (each.sampler, each.sampled)
    ]
    for song in songs:
        assert isinstance(song, SongRecord)
        assert song.song_id
        assert song.title == " ".join(song.title.split())


@KINDS
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_mutations_of_good_pages(kind, data):
    """Cut, shuffled, doubled, nested, with other tags and texts: read, or PageUnreadable."""
    text = data.draw(st.sampled_from(GOOD[kind]))
    pieces = text.split("<")
    chance = random.Random(data.draw(st.integers(0, 2**32)))
    for _ in range(chance.randint(1, 6)):
        at, other = sorted(chance.randrange(len(pieces)) for _ in range(2))
        match chance.randrange(6):
            case 0:
                pieces = pieces[:at] + pieces[other:]
            case 1:
                pieces[at], pieces[other] = pieces[other], pieces[at]
            case 2:
                pieces[at:at] = pieces[at:other][:200]
            case 3:
                part = pieces[at:other]
                chance.shuffle(part)
                pieces[at:other] = part
            case 4:
                pieces[at] = pieces[at][: chance.randint(0, 20)]
            case 5:
                pieces[at] = chance.choice(
                    ["a>", "div class='trackItem'>", "\x00", "td>", "!--", "script>", "h1>;,feat.", "ul>"]
                )
        pieces = pieces or [""]
    try:
        found = PARSERS[kind](Document("<".join(pieces), BASE + PATHS[kind], kind, WHOSAMPLED))
    except PageUnreadable:
        return
    check(found)


TAGS = st.sampled_from(
    ["a", "div", "tr", "td", "li", "ul", "h1", "h2", "span", "meta", "strong", "section", "header", "table", "p"]
)
ATTRIBUTES = st.sampled_from(
    [
        *(
            f"class='{name}'"
            for name in ("trackItem", "trackName", "trackArtistName", "trackYear", "sampleAction", "tdata")
        ),
        *(
            f"class='{name}'"
            for name in ("sampleEntry", "trackArtist", "trackBadge", "topItem", "sectionHeader", "btn")
        ),
        *(f"class='{name}'" for name in ("section-header-title", "trackArtistNames", "sampleEntryBox", "artistName")),
        *(f"class='{name}'" for name in ("sampleTrackArtists", "connectionName", "tdata__td3", "pagination", "next")),
        *(f"itemprop='{name}'" for name in ("name", "url", "duration", "genre", "producer", "datePublished")),
        *(f"href='{path}'" for path in (*PATHS.values(), "/tv/x/", "/a\x01/", "http://[", "?cp=2", "javascript:x")),
        *(
            "content='/A/B/'",
            "content='PT0H1M'",
            "data-timings='0,x'",
            "id='sampleWrap_dest'",
            "id='sampleWrap_source'",
        ),
    ]
)
TEXTS = st.sampled_from(
    [
        "Sampled in 2 songs",
        "Most popular artists",
        "Contains samples of",
        "was sampled in",
        "by",
        "feat.",
        "(1999)",
        ";",
        "É",
    ]
) | st.text(max_size=8)
TREES = st.recursive(
    TEXTS,
    lambda inner: st.builds(
        lambda tag, attributes, children: f"<{tag} {' '.join(attributes)}>{''.join(children)}</{tag}>",
        TAGS,
        st.lists(ATTRIBUTES, max_size=3),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@KINDS
@settings(max_examples=60, deadline=None)
@given(text=TREES | st.text(max_size=200))
def test_arbitrary_html(kind, text):
    try:
        found = PARSERS[kind](Document(text, BASE + PATHS[kind], kind, WHOSAMPLED))
    except PageUnreadable:
        return
    check(found)


@KINDS
@pytest.mark.parametrize(
    "text", ["", " ", "\0", "\ud800", "<", "<!--", "plain", "<div>" * 30_000, "<?xml version='1.0' encoding='x'?>"]
)
def test_what_is_hardly_html(kind, text):
    with pytest.raises(PageUnreadable):
        parse(text, BASE + PATHS[kind], WHOSAMPLED)


LARGE = 300_000  # letters; the square of it would take hours
PIECES = [
    *(
        "<h1",
        "<h1>",
        "sampled by ",
        "<h1>samples of a by b ",
        "<title>",
        "<!-- saved from url=",
        " / , ",
        "<div class='next'>",
    ),
    *(
        "<p>most popular artists",
        "<section class='trackItem'>",
        "<tr><td>",
        "<div class='pagination'>",
        "<span class='next'>",
    ),
    *(
        "<a class='connectionName' href='/sample/1/x/'>x</a>",
        "<div class='sampleEntry'>",
        "<strong>x",
        "<a href='/A/'>; ",
    ),
    *(
        "<meta itemprop='name' content='x'>",
        "<div class='sampleEntryBox'>",
        "<li><a href='/A/'>x</a>",
        "<p itemprop='genre'>",
    ),
    "<header class='sectionHeader'>Sampled in 2 songs",
]
SONG = "<h1 class='artistName'>A</h1><li class='trackItem'><p class='trackName'><a href='/A/B/'>T</a></p>"


@KINDS
@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("before", ["", SONG])
def test_large_pages_of_one_thing(kind, piece, before):
    started = time.process_time()
    with suppress(PageUnreadable, PageRefused):
        parse(before + piece * (LARGE // len(piece)), BASE + PATHS[kind], WHOSAMPLED)
    assert time.process_time() - started < 20


@KINDS
def test_a_challenge_refuses(kind):
    with pytest.raises(PageRefused, match=str(kind)):
        parse(CHALLENGE, BASE + PATHS[kind], WHOSAMPLED)


@KINDS
def test_nothing_found(kind):
    with pytest.raises(PageNotFound, match="no such page"):
        parse(NOT_FOUND, BASE + PATHS[kind], WHOSAMPLED)


def test_a_song_called_as_a_challenge_is_one():
    header = f"<h1>Just a moment...<span class='trackArtistNames'>by {NOVA}</span></h1>"
    text = track_page(header=header).replace("<body>", "<body><div class='cf-turnstile'></div>")
    text = text.replace("<title>", "<title>Just a moment... 404 Page not found ")
    assert parse(text, BASE + PATHS[PageKind.TRACK], WHOSAMPLED).songs[0].song.title == "Just a moment..."


@pytest.mark.parametrize(
    "text",
    [
        "<title>Attention Required! | Cloudflare</title>",
        "<script src='https://challenges.cloudflare.com/turnstile/v0/api.js'>",
        "<p>Performing security verification",
    ],
)
def test_marks_of_challenges(text):
    assert is_challenge(text)
    assert not is_challenge(track_page())


def test_marks_of_nothing_found():
    assert is_not_found("<title>Page Not Found</title>")
    assert not is_not_found(track_page())


@pytest.mark.parametrize(
    "url", ["", "/", "/user/x/", "/movie/x/", "https://example.org/A/", "javascript:x", "/sample/x/"]
)
def test_addresses_that_are_not_read(url):
    with pytest.raises(PageUnreadable, match="unknown kind of page: no address that a crawl reads") as caught:
        parse(track_page(), url, WHOSAMPLED)
    assert caught.value.kind is None
