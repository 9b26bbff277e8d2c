import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from graph.answers.neighbourhood import Neighbourhood
from web.network.page import network_page, script_json
from web.network.text import plain


class Outline(HTMLParser):
    """What the page is made of: its tags with their attributes, the texts in between, and the scripts and styles apart."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts, self.inline, self.attributes = [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, tuple(sorted(name for name, _ in attributes))))
        self.attributes += [(tag, name, value or "") for name, value in attributes]
        if tag in ("script", "style"):
            self.inline.append((tag, dict(attributes).get("type"), ""))

    def handle_endtag(self, tag):
        self.tags.append(("/" + tag, ()))

    def handle_data(self, text):
        if self.lasttag in ("script", "style") and self.tags[-1][0] == self.lasttag:
            tag, kind, before = self.inline.pop()
            self.inline.append((tag, kind, before + text))
        else:
            self.texts.append(text)

    def handle_comment(self, _):
        self.tags.append(("comment", ()))

    @property
    def data(self):
        return json.loads(next(text for tag, kind, text in self.inline if kind == "application/json"))


@pytest.fixture
def harmed(make, hostile):
    return make(40, titles=hostile, recommended=8)


def test_a_title_never_becomes_markup(make, harmed, hostile):
    harmless = make(40, titles=[f"title {number}" for number in range(len(hostile))], recommended=8)
    assert Outline(network_page(harmed)).tags == Outline(network_page(harmless)).tags


def test_titles_arrive_letter_by_letter(harmed):
    outline = Outline(network_page(harmed))
    assert [card["title"] for card in outline.data["cards"]] == [plain(song.title) for song in harmed.songs]
    shown = "".join(outline.texts)
    for song in harmed.songs:
        assert plain(song.title) in shown


def test_data_cannot_end_its_script():
    value = ["</script>", "<!--", "]]>", "&lt;", "\u2028\u2029", "\x00", 'quote " \\', "\ud800"]
    text = script_json(value)
    assert not set("<>&\u2028\u2029\x00") & set(text)
    assert text.isascii()
    assert json.loads(text) == value


def test_the_page_asks_nobody_for_anything(harmed):
    outline = Outline(network_page(harmed))
    loading = {"src", "srcset", "href", "action", "formaction", "poster", "background", "ping", "cite", "data", "style"}
    found = [(tag, name, value) for tag, name, value in outline.attributes if name in loading]
    assert found == [("link", "href", "data:,")]
    styles = [text for tag, _, text in outline.inline if tag == "style"]
    assert not re.search(r"url\(|@import|https?:", "".join(styles))
    assert not any("sourceMappingURL" in text for *_, text in outline.inline)


def test_the_policy_allows_these_scripts_and_styles_alone(harmed):
    outline = Outline(network_page(harmed))
    policy = next(value for tag, name, value in outline.attributes if name == "content" and "default-src" in value)
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in policy

    def hashes(wanted, kind):
        texts = [text for tag, type_, text in outline.inline if (tag, type_) == (wanted, kind)]
        return {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts}

    assert set(directives["script-src"].split()) == hashes("script", None)
    assert set(directives["style-src"].split()) == hashes("style", None)
    assert not [name for _, name, _ in outline.attributes if name.startswith("on")]


def test_the_table_holds_what_the_picture_shows(make):
    neighbourhood = make(30, recommended=5)
    outline = Outline(network_page(neighbourhood))
    shown = "\n".join(outline.texts)
    for card in outline.data["cards"]:
        for text in (card["title"], card["artists"], *card["facts"], *card["why"], *card["relations"]):
            assert text in shown
    assert len(outline.data["edges"]) == len(neighbourhood.links)
    told = [text for card in outline.data["cards"] for text in card["relations"]]
    assert len(told) == 2 * (len(neighbourhood.links) - 5)  # each from both ends, recommendations apart


def test_the_legend_names_the_kinds_that_are_there(make):
    assert "recommended, with rank" in network_page(make(30, recommended=5))
    assert "recommended, with rank" not in network_page(make(30))


def test_arrows_go_from_sampler_to_sampled(make):
    neighbourhood = make(30, recommended=5)
    numbers = {song.song_id: number for number, song in enumerate(neighbourhood.songs)}
    edges = Outline(network_page(neighbourhood)).data["edges"]
    found = {(edge["from"], edge["to"]) for edge in edges if edge["arrows"] == "to"}
    assert found == {
        (numbers[link.start], numbers[link.end]) for link in neighbourhood.links if link.type != "RECOMMENDED_WITH"
    }


def test_songs_sampled_more_often_are_larger(make):
    neighbourhood = make(30)
    nodes = Outline(network_page(neighbourhood)).data["nodes"]
    sizes = [(song.sampled, node["size"]) for song, node in zip(neighbourhood.songs, nodes, strict=True)][1:]
    assert {sampled for sampled, _ in sizes} == {0, 1, 3, 40}
    for one, one_size in sizes:
        for other, other_size in sizes:
            assert (one > other) == (one_size > other_size)


def test_a_song_alone_and_a_full_page(make):
    assert "1 song and 0 links" in network_page(make(1))
    page = network_page(make(500, recommended=10))
    assert len(page) < 1_500_000


def test_notes_and_what_was_left_out_are_told(make):
    made = make(5)
    page = network_page(Neighbourhood(made.songs, made.links, 7, ["no recommendations: <none> yet"]))
    assert "7 more songs nearby not shown" in page
    assert "&lt;none&gt; yet" in page
