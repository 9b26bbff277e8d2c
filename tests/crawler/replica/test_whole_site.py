"""The replica of the catalogue holds the catalogue, no more and no less, as read from its pages."""

import re
from collections import Counter
from urllib.parse import unquote

import pytest
from lxml import html

from crawler.replica.catalogue import Catalogue, bundled_relations
from crawler.replica.contents import WORDS
from crawler.replica.environment import GENRE_LABELS
from crawler.replica.site import Layout
from crawler.replica.slugs import encoded
from graph.records import RelationRecord, SongRecord
from tests.crawler.replica.conftest import Walk

RELATIONS = bundled_relations()
SONGS = {(song.artist_credit, song.title): song for each in RELATIONS for song in (each.sampler, each.sampled)}
KINDS = {"direct": "Direct Sample", "interpolation": "Interpolation (Replayed Sample)", "unknown": "Sample"}
Song = tuple[str, str, str]  # credit, title, year


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def one(tree: html.HtmlElement, path: str) -> html.HtmlElement:
    [found] = tree.xpath(path)
    return found


def credit(record: SongRecord) -> str:
    *before, last = record.artist_credit.split("; ")
    return f"{', '.join(before)} and {last}" if before else last


def as_song(record: SongRecord) -> Song:
    return credit(record), record.title, str(record.year)


def heading(record: RelationRecord) -> str:
    if record.type != "SAMPLES":
        return {"COVERS": "Cover Version", "REMIXES": "Remix"}[record.type]
    return KINDS[record.kind] + (f" of {record.part.title()}" if record.part else "")


def test_no_link_is_dead_and_every_page_says_that_it_is_a_replica(whole: Walk) -> None:
    assert not whole.dead
    for url, tree in whole.pages.items():
        assert "mixgraph replica" in tree.findtext(".//title"), url
        assert "replica" in words(tree.get_element_by_id("replica")), url


def test_pages_load_nothing(whole: Walk) -> None:
    for url, tree in whole.pages.items():
        assert set(tree.xpath("//@src")) <= {"data:,"}, url
        assert not tree.xpath("//script | //iframe | //form"), url


def test_connection_pages_tell_the_relations_of_the_catalogue(whole: Walk) -> None:
    told = Counter()
    for url, tree in whole.trees(*WORDS.values()):
        ends: list[Song] = []
        for end in ("dest", "source"):
            box = one(tree, f'//div[@id="sampleWrap_{end}"]')
            artists = words(one(box, './/div[@class="sampleTrackArtists"]'))
            title = words(one(box, './/a[@class="trackName"]/span[@itemprop="name"]'))
            ends.append((artists, title, words(one(box, './/span[@itemprop="datePublished"]'))))
        said = words(tree.xpath('(//h2[@class="section-header-title"])[1]')[0])
        told[url.split("/")[1], said, *ends] += 1
    assert told == Counter(
        (WORDS[each.type], heading(each), as_song(each.sampler), as_song(each.sampled)) for each in RELATIONS
    )


def track_pages(whole: Walk) -> dict[str, html.HtmlElement]:
    return {url: tree for url, tree in whole.pages.items() if tree.xpath('//div[@class="trackInfo"]')}


def test_track_pages_tell_the_songs_of_the_catalogue(whole: Walk) -> None:
    told = set()
    for url, tree in track_pages(whole).items():
        info = one(tree, '//div[@class="trackInfo"]')
        names = words(one(info, './/span[@class="trackArtistNames"]')).removeprefix("by ")
        assert one(info, './meta[@itemprop="url"]').get("content") == url
        year = one(info, './/meta[@itemprop="datePublished"]').get("content")
        genre = one(tree, '//*[contains(@class, "track-meta")]//a[starts-with(@href, "/genre/")]')
        assert words(genre) == GENRE_LABELS[genre.get("href").split("/")[2]]
        title = one(info, './/h1/meta[@itemprop="name"]').get("content")
        told.add((names, title, year, genre.get("href").split("/")[2]))
    assert len(track_pages(whole)) == len(SONGS)
    assert told == {(*as_song(song), *song.genres) for song in SONGS.values()}


def rows(section: html.HtmlElement) -> list[tuple[str, str, str]]:
    """Link, year and part of each row, in either layout."""
    found = []
    for row in section.xpath('.//table[@class="table tdata"]/tbody/tr'):
        cells = row.xpath("./td")
        assert len(cells) == 5
        found.append((one(cells[1], "./a").get("href"), words(cells[3]), words(cells[4])))
    for row in section.xpath('.//div[contains(@class, "listEntry")]'):
        year = re.search(r"\((\d{4})\)", words(one(row, './/span[@class="trackArtist"]')))
        assert year
        badge = row.xpath('.//span[@class="topItem"]')[0]
        found.append((one(row, './/a[contains(@class, "trackName")]').get("href"), year[1], words(badge)))
    return found


def sections(tree: html.HtmlElement) -> list[html.HtmlElement]:
    return tree.xpath('//section[header[@class="sectionHeader"]]')


def count(section: html.HtmlElement) -> int:
    found = re.search(r"([\d,]+) songs?$", words(one(section, './/*[@class="section-header-title"]')))
    assert found
    return int(found[1].replace(",", ""))


def test_rows_of_track_and_see_all_pages_are_as_many_as_announced(whole: Walk) -> None:
    announced, links = 0, Counter()
    for url, tree in track_pages(whole).items():
        for section in sections(tree):
            announced += count(section)
            listed = rows(section)
            assert len(listed) == min(3, count(section)), url
            see_all = set(section.xpath('.//a[text()="see all"]/@href'))
            assert len(see_all) == (count(section) > 3), url
            for start in see_all:
                listed = follow(whole, start, count(section))
            assert len({link for link, *_ in listed}) == count(section)
            links.update(link for link, *_ in listed)
    assert announced == 2 * len(RELATIONS)
    assert set(links.values()) == {2}  # once from each end
    assert len(links) == len(RELATIONS)


def follow(whole: Walk, start: str, announced: int) -> list[tuple[str, str, str]]:
    listed, url, pages = [], start, 0
    while url:
        tree, pages = whole.pages[url], pages + 1
        [section] = sections(tree)
        assert count(section) == announced
        assert len(rows(section)) <= 16
        listed += rows(section)
        canonical = one(tree, '//link[@rel="canonical"]').get("href")
        assert canonical.count("/") == 3
        url = next(iter(tree.xpath('//div[@class="pagination"]//span[@class="next"]/a/@href')), "")
        assert tree.xpath('//link[@rel="next"]/@href') == ([url] if url else [])
    assert pages == -(-announced // 16)
    return listed


def test_artist_pages_list_every_song_in_whose_credits_they_are(whole: Walk) -> None:
    listed: dict[str, set[str]] = {}
    for url, tree in whole.pages.items():
        name = tree.xpath('//h1[@class="artistName"]')
        path, _, query = url.partition("?")
        if not name or path.count("/") != 2 or "ob=" in query:
            continue
        items = tree.xpath('//*[@class="trackItem"]')
        assert {item.tag for item in items} == {"section" if whole.site.layout is Layout.NEW else "article"}
        assert 1 <= len(items) <= 10
        for item in items:
            assert 1 <= len(item.xpath('.//a[contains(@class, "connectionName")]')) <= 3
            own = item.xpath('.//span[@class="trackArtistName"]/strong')
            assert [words(each) for each in own] in ([], [words(name[0])])
            listed.setdefault(words(name[0]), set()).add(one(item, ".//h3/a/@href"))
    expected: dict[str, int] = Counter(name for artists, _ in SONGS for name in artists.split("; "))
    assert {name: len(tracks) for name, tracks in listed.items()} == expected


def test_the_genres_alone_lead_to_every_artist(whole: Walk) -> None:
    """As a crawl goes on: from artists to their songs, from these to the artists of their connections."""
    names = {name for artists, _ in SONGS for name in artists.split("; ")}
    together: dict[str, set[str]] = {name: set() for name in names}
    for each in RELATIONS:
        both = [*each.sampler.artist_credit.split("; "), *each.sampled.artist_credit.split("; ")]
        for name in both:
            together[name].update(both)
    start = set()
    for _, tree in whole.trees("genre"):
        blocks = tree.xpath('//div[@class="section-header"]')
        assert [words(block) for block in blocks] == ["Most influential artists", "Most popular artists"]
        for block in blocks:
            artists = block.xpath("following-sibling::div[1]//li/a[2]")
            assert 1 <= len(artists) <= 24
            start |= {words(artist) for artist in artists}
    met, todo = set(), list(start)
    while todo:
        if (name := todo.pop()) not in met:
            met.add(name)
            todo += together[name]
    assert met == names


def test_years_and_charts(whole: Walk) -> None:
    by_year = Counter(str(song.year) for song in SONGS.values())
    told: Counter[str] = Counter()
    for url, tree in whole.trees("browse"):
        if url.startswith("/browse/year/"):
            items = tree.xpath('//*[@class="trackItem"]')
            assert len(tree.xpath('//span[@class="trackArtistName"]')) == len(items) <= 10
            told[url.split("/")[3]] += len(items)
    assert told == by_year
    hot = [tree for _, tree in whole.trees("hot-samples")]
    assert len(hot) == 5
    assert {len(tree.xpath('//li[contains(@class, "chartsEntry")]')) for tree in hot} == {20}


def test_paths_are_all_different() -> None:
    paths = [encoded(track.path) for track in Catalogue(RELATIONS).tracks]
    assert len({path.casefold() for path in paths}) == len(paths) == len(SONGS)


@pytest.mark.parametrize("suffix", ["samples", "sampled", "covers", "covered", "remixes", "remixed"])
def test_see_all_is_not_there_for_three_connections_and_fewer(whole: Walk, suffix: str) -> None:
    linked = {unquote(url) for url in whole.pages if url.endswith(f"/{suffix}/")}
    for url in track_pages(whole):
        there = whole.site.page(f"{url}{suffix}/").status == 200
        assert there == (unquote(f"{url}{suffix}/") in linked), url
