import os
from pathlib import Path

import pytest

from crawler.pages.registry import parse
from crawler.saved_pages import LARGEST, pages
from crawler.site import WHOSAMPLED
from tests.crawler.pages.made_pages import BASE, NEW, OLD, Row, page, pager, see_all_page, track_page

URL = f"{BASE}/Nova-Kestrel/Paper-Lantern/"


@pytest.fixture
def saved(tmp_path):
    """Save a file; afterwards `saved()` reads the folder: what was read, and what failed by file name."""

    def read_or_save(name="", content=""):
        if name:
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
            return None
        failed = {}
        found = list(pages(tmp_path, lambda path, problem: failed.update({path.name: problem})))
        return found, failed

    return read_or_save


def comment(url):
    return f"<!-- saved from url=({len(url):04}){url} -->"


def og(url):
    return f"<meta property='og:url' content='{url}'>"


def canonical(url):
    return f"<link rel='canonical' href='{url}'>"


def test_the_comment_of_the_browser_comes_first(saved):
    text = comment(f"{BASE}/Nova-Kestrel/Paper-Lantern/sampled/?cp=2") + page("", head=og(URL) + canonical(URL))
    saved("a.html", text)
    assert saved() == ([(f"{BASE}/Nova-Kestrel/Paper-Lantern/sampled/?cp=2", text)], {})


def test_then_what_the_page_says(saved):
    saved("a.htm", track_page().replace("</title>", "</title>" + og(f"{BASE}/A/B/") + canonical(f"{BASE}/C/D/")))
    saved("b.HTML", track_page().replace("</title>", "</title>" + canonical("/C/D/")))
    found, failed = saved()
    assert [url for url, _ in found] == [f"{BASE}/A/B/", f"{BASE}/C/D/"]
    assert failed == {}


def test_folders_below_but_not_what_a_page_needs(saved):
    saved("deep/er/a.html", comment(URL) + track_page())
    saved("deep/er/a_files/frame.html", "<p>an advertisement")
    saved("notes.txt", "x")
    found, failed = saved()
    assert [parse(text, url, WHOSAMPLED).songs[0].song.title for url, text in found] == ["Paper Lantern"]
    assert failed == {}


@pytest.mark.parametrize("layout", [OLD, NEW])
@pytest.mark.parametrize("suffix", ["samples", "sampled", "covered", "remixed"])
def test_lists_of_all_name_the_song_as_their_address(saved, layout, suffix):
    path = f"/Nova-Kestrel/Paper-Lantern/{suffix}/"
    saved("1.html", see_all_page(suffix, layout, [Row()], 1))
    saved("2.html", see_all_page(suffix, layout, [Row()], 40, pages=pager(path, 1, 3)))
    saved("3.html", see_all_page(suffix, layout, [Row()], 40, pages=pager(path, 2, 3)))
    saved("4.html", see_all_page(suffix, layout, [Row()], 40, pages=pager(path, 3, 3)))
    found, failed = saved()
    assert failed == {}
    assert [url for url, _ in found] == [BASE + path, BASE + path, f"{BASE}{path}?cp=2", f"{BASE}{path}?cp=3"]
    assert all(parse(text, url, WHOSAMPLED).relations for url, text in found)


def test_what_failed_is_told(saved):
    saved("empty.html", b"")
    saved("blank.html", " \n")
    saved("nowhere.html", page(""))
    saved("elsewhere.html", comment("https://example.org/") + track_page())
    saved("headless.html", page("<p>", head=canonical(URL)))
    saved(
        "page.html",
        see_all_page("sampled", NEW, [Row()], 1, pages="<div class='pagination'><i class='curr'>x</i></div>"),
    )
    saved("large.html", b"x" * (LARGEST + 1))
    saved("archive.mhtml", b"Content-Type: text/plain\n\nx")
    found, failed = saved()
    assert found == []
    assert failed["empty.html"] == failed["blank.html"] == "empty"
    assert "its address is not told" in failed["nowhere.html"]
    assert "https://example.org/, which is not" in failed["elsewhere.html"]
    assert "neither a song's page nor a list" in failed["headless.html"]
    assert "page 'x' of a list" in failed["page.html"]
    assert failed["large.html"] == "larger than 8 MiB"
    assert failed["archive.mhtml"] == "an archive without a page"


@pytest.mark.parametrize(
    ("charset", "bom"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("iso-8859-1", b""), ("utf-16-le", b"\xff\xfe")]
)
def test_charsets(saved, charset, bom):
    text = comment(URL) + track_page().replace("Paper Lantern", "Café").replace(
        'charset="utf-8"', f'charset="{charset}"'
    )
    saved("a.html", bom + text.encode(charset))
    ((url, read),), _ = saved()
    assert parse(read, url, WHOSAMPLED).songs[0].song.title == "Café"


def test_a_charset_that_is_not_declared(saved):
    text = comment(URL) + track_page().replace("Paper Lantern", "Café").replace('<meta charset="utf-8">', "")
    saved("a.html", text.encode("cp1252"))
    saved("b.html", text.encode())
    found, _ = saved()
    assert [parse(read, url, WHOSAMPLED).songs[0].song.title for url, read in found] == ["Café", "Café"]


def test_archives(saved):
    part = "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: {}\n\n{}\n"
    body = track_page().replace("=", "=3D")
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    saved("a.mhtml", f"Snapshot-Content-Location: {URL}?sp=2#x\n" + head + part.format("cid:1", body) + "\n--x--\n")
    saved("b.mht", head + part.format(URL, body) + "\n--x--\n")
    found, failed = saved()
    assert failed == {}
    assert [url for url, _ in found] == [URL + "?sp=2", URL]
    assert all(parse(text, url, WHOSAMPLED).songs for url, text in found)


def test_no_folder(tmp_path):
    with pytest.raises(NotADirectoryError):
        list(pages(tmp_path / "none", lambda *_: None))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read(saved, tmp_path):
    saved("a.html", track_page())
    Path(tmp_path / "a.html").chmod(0)
    assert saved() == ([], {"a.html": "Permission denied"})
