"""What the replica with traps adds, and that the songs stay."""

import pytest

from crawler.replica.catalogue import Catalogue, bundled_relations
from crawler.replica.site import Layout, replica_of_catalogue
from crawler.replica.slugs import encoded
from crawler.replica.traps import FILM, is_in_film
from tests.crawler.replica.conftest import Walk, walk

SAMPLED = "/James-Brown/"


@pytest.fixture(scope="module", params=[Layout.NEW, Layout.OLD])
def trapped(request: pytest.FixtureRequest) -> Walk:
    return walk(replica_of_catalogue(request.param, traps=True), sorts=False)


def test_only_the_traps_lead_nowhere(trapped: Walk) -> None:
    assert {url.split("/")[1] for url in trapped.dead} == {"movie", "album", "user", "contact", "DJ-Halyard"}
    assert set(trapped.dead.values()) == {404}


def test_films_are_rows_connections_and_counted(trapped: Walk) -> None:
    tracks = [track for track in Catalogue(bundled_relations()).tracks if is_in_film(track)]
    assert len(tracks) > 100
    for track in tracks:
        page = trapped.pages[encoded(track.path)]
        films = page.xpath('//a[starts-with(@href, "/movie/") and text()]/text()')
        assert films == [FILM], track.path
        [heading] = page.xpath(
            '//*[@class="section-header-title" and (starts-with(., "Sampled in") or starts-with(., "Was sampled"))]'
        )
        listed = heading.xpath('ancestor::section[1]//*[self::tr or contains(@class, "listEntry")]')
        assert len(listed) == min(3, int(heading.text_content().split()[-2]))
    films = [page for url, page in trapped.pages.items() if url.startswith("/sample/9")]
    assert len(films) == len(tracks)
    for page in films:
        [dest] = page.xpath('//div[@id="sampleWrap_dest"]//a[@class="trackName"]/@href')
        assert dest.startswith("/movie/")


def test_albums_producers_and_timings_at_zero(trapped: Walk) -> None:
    page = trapped.pages["/James-Brown/Funky-Drummer/"]
    [producer] = page.xpath('//*[@class="track-metainfo"]/*[@itemprop="producer"]')
    assert producer.text_content() == "DJ Halyard"
    assert page.xpath('//*[@class="release-name"]/a/@href') == ["/album/James-Brown/Last-Stop%3A-Home/"]
    connections = [each for url, each in trapped.trees("sample") if not url.startswith("/sample/9")]
    assert {tuple(each.xpath("//@data-timings")) for each in connections} == {("4,30", "0")}
    assert {"(and throughout)" in each.text_content() for each in connections} == {True, False}


def test_without_the_switch_nothing_of_it_is_there() -> None:
    for target in ("/James-Brown/Funky-Drummer/", "/James-Brown/Funky-Drummer/sampled/", "/James-Brown/"):
        text = replica_of_catalogue().page(target).text
        assert "/movie/" not in text
        assert "Halyard" not in text
