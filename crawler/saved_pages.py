"""Pages that a person saved from a browser, each with the address that it was saved from."""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree
from w3lib.encoding import html_to_unicode

from crawler.address import kind_of, normal_form, segments
from crawler.pages.directions import of_heading
from crawler.pages.document import Document
from crawler.pages.page import PageKind, PageUnreadable
from crawler.pages.sections import sections
from crawler.site import WHOSAMPLED, Site

LARGEST = 8 << 20  # bytes of a file, as of a page that is fetched

_HTML = (".html", ".htm")
_ARCHIVES = (".mhtml", ".mht")
_FOLDERS = ("_files", "_dateien", "_fichiers", "_archivos", ".fld")  # what browsers save beside a page
_SAVED_FROM = re.compile(r"<!--\s*saved from url=(?:\(\d+\))?\s*(\S{1,8000}?)\s*-->", re.IGNORECASE)
_OG_URL = etree.XPath("//meta[@property = 'og:url']/@content")
_CANONICAL = etree.XPath("//link[@rel = 'canonical']/@href")
_TRACK_HEADER = etree.XPath("boolean(//*[contains(@class, 'trackArtistNames') or contains(@class, 'trackArtists')])")
_PAGER = etree.XPath("//*[contains(@class, 'pagination')]//a/@href | //link[@rel = 'next' or @rel = 'prev']/@href")
_CURRENT = etree.XPath("string(//*[contains(@class, 'pagination')]//*[contains(@class, 'curr')])")

Failed = Callable[[Path, str], None]


def pages(folder: Path, failed: Failed, site: Site = WHOSAMPLED) -> Iterator[tuple[str, str]]:
    """Address in normal form and text of each saved page (.html, .htm, .mhtml) in a folder and those below, by path.

    `failed` is told the path of each such file that is no page with an address of the site, and why; what a browser saved
    beside a page (`…_files`) is not looked into. Raises NotADirectoryError for what is no folder.
    """
    if not folder.is_dir():
        raise NotADirectoryError(str(folder))
    for path in sorted(folder.rglob("*")):
        beside = any(part.lower().endswith(_FOLDERS) for part in path.relative_to(folder).parts[:-1])
        if path.suffix.lower() not in _HTML + _ARCHIVES or beside or not path.is_file():
            continue
        try:
            yield _page(path, site)
        except ValueError as error:
            failed(path, str(error))
        except OSError as error:
            failed(path, error.strerror or str(error))


def _page(path: Path, site: Site) -> tuple[str, str]:
    """Address and text of a file; raises ValueError with what is wrong."""
    if path.stat().st_size > LARGEST:
        raise ValueError(f"larger than {LARGEST >> 20} MiB")
    body = path.read_bytes()
    if path.suffix.lower() in _ARCHIVES:
        saved_from, charset, body = _archived(body)
    else:
        saved_from, charset = "", None
    _, text = html_to_unicode(charset, body, auto_detect_fun=_undeclared)
    if not text.strip():
        raise ValueError("empty")
    return _address(text, saved_from, site), text


def _undeclared(body: bytes) -> str:
    """The charset of a page that declares none: UTF-8 if it can be, or else what Windows saved pages in."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _archived(body: bytes) -> tuple[str, str | None, bytes]:
    """Address, content type and bytes of the page in a MIME archive."""
    archive = email.message_from_bytes(body, policy=email.policy.compat32)
    for part in archive.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            address = str(archive.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
            charset = part.get_content_charset()
            return address, charset and f"text/html; charset={charset}", content if isinstance(content, bytes) else b""
    raise ValueError("an archive without a page")


def _address(text: str, saved_from: str, site: Site) -> str:
    """Where the page was: as the browser notes it, or else as the page says, which is another page's on lists of all."""
    found = _SAVED_FROM.search(text, 0, 1 << 16)
    noted = saved_from or (found[1] if found else "")
    if noted:
        url = normal_form(noted, site.base)
        if not url:
            raise ValueError(f"saved from {noted[:200]}, which is not {site.base}")
        return url
    try:
        document = Document(text, site.base + "/", PageKind.TRACK, site)
    except PageUnreadable as unreadable:
        raise ValueError(unreadable.problem) from unreadable
    told = [*_OG_URL(document.root), *_CANONICAL(document.root)]
    urls = [url for url in map(document.address, told) if url]
    if not urls:
        raise ValueError(
            f"its address is not told by {site.base}: neither in a comment (saved from url), og:url nor canonical"
        )
    # a list of all of a song's connections says that it is the song's page
    if kind_of(urls[0]) is PageKind.TRACK and not _TRACK_HEADER(document.root):
        return _of_list(urls[0], document)
    return urls[0]


def _of_list(track: str, document: Document) -> str:
    """The address of a list of all of a song's connections: from its pager, or else from its only heading."""
    curr = _CURRENT(document.root).strip()
    linked = [url for url in map(document.address, _PAGER(document.root)) if kind_of(url) is PageKind.SEE_ALL]
    suffixes = {segments(url)[-1] for url in linked} or {
        direction.suffix for section in sections(document) if (direction := of_heading(section.heading))
    }
    if len(suffixes) != 1:
        raise ValueError(
            "neither a song's page nor a list whose address can be told; save it with the browser's own menu"
        )
    url = f"{track}{suffixes.pop()}/"
    if curr in ("", "1"):
        return url
    parameters = {name for each in linked for name in re.findall(r"[?&]([a-z]+)=\d+", each) if name in ("cp", "sp")}
    if len(parameters) != 1 or not re.fullmatch("[0-9]{1,6}", curr):
        raise ValueError(f"page {curr[:20]!r} of a list whose address can not be told")
    return normal_form(f"{url}?{parameters.pop()}={curr}", url)
