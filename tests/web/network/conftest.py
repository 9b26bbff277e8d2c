"""Neighbourhoods made by hand, and titles that mean harm."""

import random
from collections.abc import Callable, Sequence

import pytest

from graph.answers.neighbourhood import Link, Neighbourhood, Song
from graph.schema import Edge, Relation

HOSTILE = [
    "</script><script>window.harmed=1;alert(1)</script>",
    '<img src=x onerror="window.harmed=1;alert(1)">',
    "<svg/onload=alert(1)>",
    "<!--<script>",
    "]]><![CDATA[",
    "--></details></table></style><h1>taken over</h1>",
    "javascript:alert(1)",
    "<a href='javascript:alert(1)'>href</a>",
    "<link rel=stylesheet href=https://example.com/x.css>",
    "<base href=https://example.com/>",
    "&lt;b&gt;&amp;&#60;script&#62;",
    'quotes " \' ` \\ \\" \\u003cscript\\u003e',
    "{{7*7}} {% raw %} ${7*7} #{7*7}",
    "line\u2028paragraph\u2029end",
    "new\nline\ttab\x00\x07\x1b[31mred",
    "right \u202eto left\u2066 isolate",
    "👩‍👩‍👧‍👦 🎵 🏳️‍🌈",
    "日本語の曲名がここにあります とても長い題",
    "<b>bold</b> *bold* _it_ `code`",
    "url(https://example.com/x.png) @import 'https://example.com'",
    "x" * 5_000,
    "__proto__",
    "constructor",
    "",
]

Make = Callable[..., Neighbourhood]


@pytest.fixture
def hostile() -> list[str]:
    """Titles that mean harm."""
    return HOSTILE


@pytest.fixture
def make() -> Make:
    """Make a neighbourhood of so many songs: most sample the seed, the others one of those; every kind of link is there."""
    return _made


def _made(count: int, titles: Sequence[str] = (), unknown: Sequence[int] = (), recommended: int = 0) -> Neighbourhood:
    chance = random.Random(count)
    songs, links = [], []
    for number in range(count):
        title = titles[number % len(titles)] if titles else f"Song {number}"
        rank = number - (count - recommended) + 1 if number >= count - recommended else None
        songs.append(
            Song(
                song_id=f"artist-{number}/song-{number}",
                title=title,
                artist_credit=titles[-1 - number % len(titles)] if titles else f"Artist {number}",
                year=None if number in unknown else 1970 if number == 0 else chance.randint(1960, 2024),
                bpm=chance.choice([None, 0.0, 93.4, 128.0]),
                key=chance.choice([None, "Am", "no key", "F#"]),
                sampled=chance.choice([0, 0, 1, 3, 40]),
                ring=0 if number == 0 else None if rank else 1 if number < max(2, count / 2) else 2,
                rank=rank,
                why=((title, "both are by somebody") if rank else ()),
            )
        )
    for number in range(1, count):
        if songs[number].rank:
            links.append(Link(Edge.RECOMMENDED_WITH, songs[0].song_id, songs[number].song_id))
            continue
        other = songs[0 if songs[number].ring == 1 else chance.randrange(1, max(2, count // 2))]
        relation = chance.choice([Relation.SAMPLES] * 6 + [Relation.COVERS, Relation.REMIXES])
        ends = (songs[number], other) if chance.random() < 0.7 else (other, songs[number])
        part = titles[number % len(titles)] if titles else "drums"
        links.append(Link(relation, ends[0].song_id, ends[1].song_id, "direct", part))
    return Neighbourhood(songs, links, left_out=12)
