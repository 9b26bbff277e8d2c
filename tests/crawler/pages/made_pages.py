"""Pages made for tests, in both layouts, from what is known of the site's structure; songs and people are invented."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from crawler.site import WHOSAMPLED

BASE = WHOSAMPLED.base
OLD, NEW = "old", "new"
NOVA = "<a href='/Nova-Kestrel/'>Nova Kestrel</a>"
IDA = "<a href='/Ida-Marlowe/'>Ida Marlowe</a>"
QUILLON = "<a href='/MC-Quillon/'>MC Quillon</a>"


@dataclass(frozen=True)
class Row:
    """A row of a section; `by` is HTML."""

    title: str = "Night Bus"
    by: str = f"{QUILLON} feat. {IDA}"
    year: str = "1995"
    part: str = "Hook / Riff"
    genre: str = ""
    href: str = "/sample/900001/MC-Quillon-Night-Bus-Nova-Kestrel-Paper-Lantern/"

    def html(self, layout: str) -> str:
        return self._new() if layout == NEW else self._old()

    def _new(self) -> str:
        badge = self.part or self.genre
        last = f"<span class='tdata__badge'>{escape(badge)}</span>" if badge else ""
        return f"""<tr>
          <td class="tdata__td1"><a href="{self.href}"><img alt="{escape(self.title)}" loading="lazy" src="/s/mr1.jpg"></a></td>
          <td class="tdata__td2"><a class="trackName playIcon" href="{self.href}">{escape(self.title)}</a></td>
          <td class="tdata__td3">{self.by}</td>
          <td class="tdata__td3">{self.year}</td>
          <td class="tdata__td3">{last}</td></tr>"""

    def _old(self) -> str:
        year = f" ({self.year}) " if self.year else ""
        badges = f"<span class='topItem'>{escape(self.part)}</span><br>" if self.part else ""
        if self.genre and self.part:
            badges += f"<span class='bottomItem'>{escape(self.genre)}</span>"
        elif self.genre:
            badges = f"<span class='topItem'>{escape(self.genre)}</span>"
        one = "" if self.part else " oneLabel"
        return f"""<div class="listEntry sampleEntry">
          <a href="{self.href}" title="{escape(self.title)}"><img loading="lazy" alt="" src="/s/mr2.jpg"></a>
          <div class="trackDetails"><div class="details-inner">
            <a class="trackName playIcon" href="{self.href}">{escape(self.title)}</a>
            <span class="trackArtist">by {self.by}{year}</span></div>
            <div class="trackBadge{one}">{badges}</div></div></div>"""


HEADINGS = {  # suffix of see-all pages: heading of the old and of the new layout
    "samples": ("Contains samples of {}", "Contains samples of {}"),
    "sampled": ("Was sampled in {}", "Sampled in {}"),
    "covers": ("Is a cover of {}", "Is a cover of {}"),
    "covered": ("Was covered in {}", "Covered in {}"),
    "remixes": ("Is a remix of {}", "Is a remix of {}"),
    "remixed": ("Was remixed in {}", "Remixed in {}"),
}


def count(songs: int) -> str:
    return f"{songs:,} song{'s' * (songs != 1)}"


def section(
    suffix: str, layout: str, rows: Iterable[Row], announced: int | None = None, see_all: str = "", heading: str = ""
) -> str:
    rows = list(rows)
    words = heading or HEADINGS[suffix][layout == NEW].format(count(len(rows) if announced is None else announced))
    body = "".join(row.html(layout) for row in rows)
    if layout == NEW:
        button = (
            f"<div class='btn-wrapper centered'><a class='btn' href='{see_all}'>see all</a></div>" if see_all else ""
        )
        return f"""<section class="subsection">
          <header class="sectionHeader"><h3 class="section-header-title">{words}</h3></header>
          <table class="table tdata"><tbody>{body}</tbody></table>{button}</section>"""
    more = f"<a class='moreButton' href='{see_all}'>see all</a>" if see_all else ""
    again = (
        f"<div class='list-content-action-mobile'><a href='{see_all}' class='btn'>see all</a></div>" if see_all else ""
    )
    return f"""<section><header class="sectionHeader"><span class="section-header-title">{words}</span>{more}</header>
      <div class="list bordered-list">{body}</div>{again}</section>"""


HEADER = f"""<h1>Paper Lantern<meta itemprop="name" content="Paper Lantern"><br>
  <span class="trackArtistNames" itemprop="byArtist" itemscope>by {NOVA} feat. {IDA}
  <meta itemprop="name" content="Nova Kestrel"><meta itemprop="url" content="/Nova-Kestrel/"></span></h1>
  <meta itemprop="url" content="/Nova-Kestrel/Paper-Lantern/">"""
DURATION = '<meta itemprop="duration" content="PT0H5M56S">'
PRODUCERS = """<div class="track-metainfo">Producer: <span itemprop="producer" itemscope>
  <a href="/DJ-Halyard/" itemprop="url"><span itemprop="name">DJ Halyard</span></a></span></div>"""
GENRE = """<section class="section track-meta"><span>Main genre</span>:
  <a href="/genre/Soul-Funk-Disco/"><span itemprop="genre">Soul / Funk / Disco</span></a>
  <span itemprop="keywords"><a href="/song-tag/Late%20Night/">Late Night</a></span></section>"""


def release(year: str = "1974", tag: str = "div") -> str:
    return f"""<div class="trackReleaseDetails" itemprop="inAlbum" itemscope>
      <{tag} class="release-name" itemprop="name"><a href="/album/Nova-Kestrel/Wicks/">Wicks</a></{tag}>
      <{tag} class="label-details" itemprop="albumRelease" itemscope><span itemprop="recordLabel">Tin Roof</span>
      <a href="/browse/year/{year}/">{year}</a><meta itemprop="datePublished" content="{year}"></{tag}></div>"""


def page(body: str, title: str = "Paper Lantern by Nova Kestrel | WhoSampled", head: str = "") -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head><body>
      <nav><a href="/">Home</a> <a href="/user/example/">You</a> <a href="/search/">Search</a></nav>
      <div id="content"><div class="divided-layout"><div class="leftContent">{body}</div></div></div>
      <footer><a href="/about/">About</a> <a href="/terms/">Terms</a></footer></body></html>"""


def track_page(*sections: str, header: str = HEADER, facts: str = DURATION + PRODUCERS, year: str = "1974") -> str:
    return page(f"<section class='trackInfo'>{header}{facts}{release(year) if year else ''}</section>"
                f"<section class='section'>{''.join(sections)}</section>{GENRE}")  # fmt: skip


def pager(path: str, number: int, pages: int, parameter: str = "cp") -> str:
    def at(page: int) -> str:
        return path if page == 1 else f"{path}?{parameter}={page}"

    before = f"<span class='prev'><a href='{at(number - 1)}' rel='prev'>« Previous</a></span>" if number > 1 else ""
    after = f"<span class='next'><a href='{at(number + 1)}' rel='next'>Next »</a></span>" if number < pages else ""
    others = "".join(
        f"<span class='curr'>{each}</span>"
        if each == number
        else f"<span class='page'><a href='{at(each)}'>{each}</a></span>"
        for each in range(1, pages + 1)
    )
    return f"<div class='pagination-wrapper'><div class='pagination'>{before}{others}{after}</div></div>"


def see_all_page(
    suffix: str, layout: str, rows: Iterable[Row], announced: int, heading: str = "", pages: str = "", title: str = ""
) -> str:
    titles = {"samples": "Tracks Sampled in", "sampled": "Samples of", "covered": "Covers of", "remixed": "Remixes of"}
    heading = heading or f"<h1 class='headTitle'>{titles.get(suffix, 'Songs of')} Paper Lantern by {NOVA}</h1>"
    canonical = f"<link rel='canonical' href='{BASE}/Nova-Kestrel/Paper-Lantern/'>"
    body = f"{heading}<div class='innerContent'>{section(suffix, layout, rows, announced)}{pages}</div>"
    return page(body, title or f"{titles.get(suffix, '')} Paper Lantern by Nova Kestrel | WhoSampled", canonical)


def connection(action: str, *entries: str) -> str:
    return f"""<div class="track-connection"><span class="sampleAction "> {action} </span>
      <ul>{"".join(f"<li>{entry}</li>" for entry in entries)}</ul></div>"""


def entry(title: str = "Night Bus", behind: str = f"by {QUILLON} (1995)", href: str = "/sample/900001/x/") -> str:
    return f'<a href="{href}" class="connectionName playIcon">{escape(title)}</a> {behind}'


def track_item(
    *connections: str, title: str = "Paper Lantern", href: str = "/Nova-Kestrel/Paper-Lantern/", year: str = "1974",
    by: str = f"by <strong>Nova Kestrel</strong> feat. {IDA}", tag: str = "section", more: str = "",
) -> str:  # fmt: skip
    years = f"<span class='trackYear'> ({year})</span>" if year else ""
    artists = f"<span class='trackArtistName'> {by}</span>" if by else ""
    return f"""<{tag} class="trackItem" itemprop="track" itemscope><header class="trackItemHead">
      <a class="trackCover" href="{href}"><img loading="lazy" alt="" src="/s/mr1.jpg"></a>
      <h3 class="trackName"><a itemprop="url" href="{href}"><span itemprop="name">{escape(title)}</span></a>
      {years}{artists}{more}</h3></header><div class="trackConnections">{"".join(connections)}</div>
      <a class="moreLink moreConnections" href="{href}">see 9 more connections</a></{tag}>"""


def artist_page(
    *items: str, name: str = "Nova Kestrel", stats: str = "42 samples, 3 covers, 1 remix", more: str = ""
) -> str:
    return page(f"""<div class="artistHeader"><div class="artistDetails"><h1 class="artistName">{escape(name)}</h1></div></div>
      <div class="artistContent"><div class="section-header"><span class="section-header-title">{stats}</span></div>
      <div class="optionMenu artist-role"><ul><li class="activeOption"><span class="item">As an Artist</span></li>
      <li><a href="/Nova-Kestrel/?role=2">As a Producer</a></li></ul></div>
      <section class="trackList bordered-list">{"".join(items)}</section>{more}</div>""")


def box(
    end: str, title: str = "Paper Lantern", href: str = "/Nova-Kestrel/Paper-Lantern/", by: str = f"{NOVA} feat. {IDA}",
    year: str = "1974", starts: str | None = "12", throughout: bool = False, more: str = "", old: bool = False,
) -> str:  # fmt: skip
    name = f'<a class="trackName" href="{href}" itemprop="url"><span itemprop="name">{escape(title)}</span></a>'
    artists = f'<div class="sampleTrackArtists" itemprop="byArtist" itemscope>{by}</div>'
    told = f"<h3>{artists}{name}</h3>" if old else f"<div>{name}{artists}</div>"
    label = (
        f'<p class="label-details"><a href="/browse/year/{year}/"><span itemprop="datePublished">{year}</span></a></p>'
    )
    strong = f"<strong data-timings='{starts}' id='sample-{end}-timing'></strong>" if starts is not None else ""
    behind = " (and throughout)" if throughout else ""
    timings = f"<div class='sample-timings'><div class='timing-wrapper'>Sample appears at {strong}{behind}</div></div>"
    return f"""<div class="sampleEntryBox" itemscope><div class="sampleTracksWrap" id="sampleWrap_{end}">
      <div class="sampleTrackMetadata"><div class="sampleTrackInfo">{told}</div>
      <div class="sampleReleaseDetails">{label if year else ""}</div></div></div>
      {timings if starts is not None or throughout else ""}{more}</div>"""


DEST = box(
    "dest", "Night Bus", "/MC-Quillon/Night-Bus/", QUILLON, "1995", "4,30", throughout=True, more=DURATION + PRODUCERS
)
SOURCE = box("source")


def connection_page(*boxes: str, heading: str = "Direct Sample of Hook / Riff", more: str = "") -> str:
    head = f"<div class='section-header'><h2 class='section-header-title'>{heading}</h2></div>" if heading else ""
    related = section("sampled", NEW, [Row("Tin Whistle")], heading=f"Other songs sampled in {QUILLON}'s Night Bus")
    return page(f"{head}<section class='sample-layout-row'>{''.join(boxes or (DEST, SOURCE))}</section>{more}{related}")


def genre_page(
    influential: Iterable[str] = (NOVA, "<a href='/The-Brass-%26-Timber-Band/'>The Brass &amp; Timber Band</a>"),
    popular: Iterable[str] = (QUILLON,),
) -> str:
    blocks = (("Most influential artists", influential), ("Most popular artists", popular))
    return page("<h1>Soul / Funk / Disco</h1>" + "".join(
        f"<div class='section-header'>{words}</div><div><ul>{''.join(f'<li>{link}</li>' for link in links)}</ul></div>"
        for words, links in blocks
    ))  # fmt: skip


def hot_page(*numbers: int) -> str:
    entries = "".join(f"""<li class="listEntry sampleEntry chartsEntry"><a href="/sample/{number}/x/"><img src="/s/r2.jpg"></a>
      <span class="sampleLink"><a href="/sample/{number}/x/"><b class="destTrackName">MC Quillon's Night Bus</b></a></span>
      </li>""" for number in numbers)  # fmt: skip
    return page(f"<h1 class='headTitle'>Hot Samples</h1><ul class='bordered-list'>{entries}</ul>")


CHALLENGE = """<!DOCTYPE html><html><head><title>Just a moment...</title></head>
  <body><form id="challenge-form" class="cf-challenge"></form></body></html>"""
NOT_FOUND = page("<img src='/static/images/redesign/misc/404.png'><p>Nothing here.</p>", "WhoSampled")
