"""Dumps as GraphML: whole, of others, cut off, and hostile."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx
import pytest

from graph.dump import graphml as writer
from graph.dump.model import restore_model
from graph.dump.rows import element
from graph.dump.shape import GENRES, MODELS, RECOMMENDED, RELATIONS, SONGS, SOURCES, Element, Part
from graph.errors import InputUnusable
from graph.records import AnyRecord, Reject, RelationRecord, SongClaim, SourceRecord
from graph.sources import graphml
from graph.sources.format import ReadOptions
from graph.sources.stream import open_stream

TITLE = '<i>\'=Ünder</i>\x01 & "co"\r\n\t\ufffe 🎧 שלום'


def song(song_id: str, title: str = "T", credit: str = "A", sources: int = 1) -> dict[str, Any]:
    """A song as the database gives it, stated by some sources."""
    names = [f"s{number}" for number in range(sources)]
    lists = {"sources": names, "titles": [title] * sources, "artist_credits": [credit] * sources}
    numbers = {"years": [1972] * sources, "durations": [0] * sources, "own_ids": [""] * sources}
    return {"song_id": song_id, "title": title, "artist_credit": credit, "year": 1972, **lists, **numbers}


def rows() -> Iterator[tuple[Part, dict[str, Any]]]:
    yield SOURCES, {"name": 'a"\x02\\', "terms": "free <all>", "licence": None, "precedence": None}
    yield GENRES, {"name": "R&B"}
    first, second = song("a/t", TITLE), song("b/t", "T", "B", 2)
    more = {"aliases": [], "genres": [], "artists": [], "produced": [], "remixed": []}
    yield SONGS, {"song": first, **more, "genres": [["R&B", {"sources": ["s0"]}]]}
    yield SONGS, {"song": second, **more}
    claims = {"sources": ["s0", "s0"], "source_urls": ["https://x.example/?a&b", ""], "kinds": ["direct", "unknown"]}
    claims |= {"parts": ["drums", ""], "times": ["0:01", ""], "samplers": ["", ""], "sampleds": ["", ""]}
    relation = {"kind": "direct", "part": "drums", **claims}
    sides = {"sampler": first, "sampled": second, "sampler_artists": [], "sampled_artists": []}
    yield RELATIONS[0], {"relation": relation, **sides}
    model = {"model_id": "m", "engine": "spark", "parameters": "{}", "metrics": "{}", "adjacency_digest": "d"}
    yield MODELS, {**model, "created_at": "2026"}
    for rank, learned in ((1, 0.5), (2, 1.0)):
        scores = {"rank": rank, "score": 0.9, "learned": learned, "tempo": None, "key": 0.8}
        yield RECOMMENDED, {"song": "a/t", "recommended": f"{'bc'[rank - 1]}/t", **scores}


def elements() -> Iterator[Element]:
    return (element(part, row) for part, row in rows())


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.graphml"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer.write(elements(), file)
    return path


def read(path: Path) -> list[tuple[int, AnyRecord | Reject]]:
    with open_stream(path) as stream:
        return list(graphml.FORMAT.read(stream, ReadOptions()))


def test_claims_come_back_with_every_character(dump: Path) -> None:
    lines, records = zip(*read(dump), strict=True)
    source, first, *others = records
    assert source == SourceRecord('a"\x02\\', "free <all>")
    assert isinstance(first, SongClaim)
    assert (first.song.title, first.song.genres, first.source) == (TITLE, ("R&B",), "s0")
    assert [each.source for each in others if isinstance(each, SongClaim)] == ["s0", "s1"]
    assert sum(isinstance(each, RelationRecord) for each in others) == 2
    text = dump.read_bytes().decode().split("\n")
    assert "<node id='source:" in text[lines[0] - 1]
    assert '<node id="a/t">' in text[lines[1] - 1]


def test_the_model_comes_after_the_claims(dump: Path) -> None:
    with open_stream(dump) as stream:
        records = graphml.read(stream, ReadOptions())
        assert sum(1 for _ in records) == 6
        told = records.model()
        assert told is not None
        model, lists = told
        assert (model.model_id, model.parameters, model.created_at) == ("m", "{}", "2026")
        assert list(lists) == [("a/t", [("c/t", 1.0), ("b/t", 0.5)])]


def test_networkx_reads_it(dump: Path) -> None:
    graph = networkx.read_graphml(dump, force_multigraph=True)
    found = dict(graph.nodes["b/t"])
    assert found.pop("claims").startswith('[{"source":"s0"')
    names = {"label": "B – T", "song_id": "b/t", "title": "T", "artist_credit": "B"}
    assert found == {"type": "Song", **names, "year": 1972, "sources": "s0; s1"}
    (sampled,) = [data for *_, data in graph.edges(data=True) if data["type"] == "SAMPLES"]
    assert (sampled["weight"], sampled["kind"], sampled["label"]) == (2.0, "direct", "SAMPLES")
    assert [data["key"] for *_, data in graph.edges(data=True) if data["type"] == "RECOMMENDED_WITH"] == [0.8, 0.8]
    assert "\ufffd" in graph.nodes["a/t"]["title"]  # what XML cannot hold; the claims have it


def test_a_file_cut_off_anywhere_gives_what_stands_before(dump: Path) -> None:
    whole = read(dump)
    text = dump.read_bytes()
    ends = text.index(b"</graph>")
    for length in range(0, ends, 61):
        dump.write_bytes(text[:length])
        found: list[tuple[int, AnyRecord | Reject]] = []
        with pytest.raises(InputUnusable, match="damaged or cut off"):
            read_all(dump, found)
        assert found == whole[: len(found)]
    dump.write_bytes(text[:ends])
    with pytest.raises(InputUnusable, match="cut off"):
        read_all(dump, found)
    assert found[-len(whole) :] == whole


def read_all(path: Path, found: list[tuple[int, AnyRecord | Reject]]) -> None:
    with open_stream(path) as stream:
        records = graphml.read(stream, ReadOptions())
        for each in records:
            found.append(each)  # noqa: PERF402 - what came before an error
        told = records.model()
        list(told[1] if told else ())


OPENING = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
OURS = f'{OPENING}<graph edgedefault="directed"><data key="g.mixgraph_dump">2</data>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'{OPENING}<graph><node id="1"/></graph></graphml>', "not a dump of mixgraph's graph"),
        (f"{OPENING}</graphml>", "not a dump of mixgraph's graph"),
        ("<gexf><graph/></gexf>", "not a dump of mixgraph's graph"),
        (OURS.replace(">2<", ">3<") + "</graph></graphml>", "a dump of version 3, not 2"),
        (f"{OPENING}<graph>{'<node>' * 50}", "not a dump of mixgraph's graph"),
        ('<!DOCTYPE g [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + OURS, "defines a document type or entities"),
        ('<!DOCTYPE g SYSTEM "file:///etc/passwd">' + OURS, "defines a document type or entities"),
        ('<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + OURS, "defines a document type or entities"),
        ('<?xml version="1.0" encoding="klingon"?>' + OURS, "damaged or cut off"),
        (OURS + "&nbsp;</graph></graphml>", "damaged or cut off"),
        (OURS + "\x01</graph></graphml>", "damaged or cut off"),
        ("", "damaged or cut off"),
    ],
)
def test_what_is_no_dump_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "x.graphml").write_text(text)
    with pytest.raises(InputUnusable, match=reason):
        read(tmp_path / "x.graphml")


@pytest.mark.parametrize("opening", ["", "<a>", '<a b="', "<data>"])
def test_an_element_without_end_is_not_held(tmp_path: Path, opening: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphml, "LONGEST_ELEMENT", 1 << 20)
    (tmp_path / "x.graphml").write_text(f'{OURS}<node id="1">{opening}{"x" * (1 << 21)}')
    with pytest.raises(InputUnusable, match="an element of over 1 MiB"):
        read(tmp_path / "x.graphml")


def test_damaged_claims_and_foreign_elements_are_rejects(tmp_path: Path) -> None:
    nodes = (
        '\n<node id="1"><data key="type">Song</data><data key="claims">[{</data></node>'
        '\n<node id="2"><data key="type">Cat</data></node>\n<edge source="1" target="2"/>'
    )
    keys = "".join(f'<key id="{name}" for="node" attr.name="{name}"/>' for name in ("type", "claims"))
    text = OURS.replace("<graph ", f"{keys}<graph ") + nodes + "</graph></graphml>"
    (tmp_path / "x.graphml").write_text(text)
    reasons = [(line, each.reason) for line, each in read(tmp_path / "x.graphml") if isinstance(each, Reject)]
    assert [line for line, _ in reasons] == [2, 3, 4]
    assert reasons[0][1].startswith("Song: the claims are not JSON")
    assert reasons[1][1] == "'Cat' is no label or relationship type of a dump"


def test_whose_claims_they_are_is_not_to_be_said(dump: Path) -> None:
    with open_stream(dump) as stream, pytest.raises(InputUnusable, match="says itself whose claims"):
        graphml.read(stream, ReadOptions(source="me"))


def test_memory_stays_flat(tmp_path: Path) -> None:
    import tracemalloc

    def peak(number: int) -> int:
        path = tmp_path / f"{number}.graphml"
        more = {"aliases": [], "genres": [], "artists": [], "produced": [], "remixed": []}
        with path.open("w", encoding="utf-8") as file:
            writer.write((element(SONGS, {"song": song(f"a/{at}"), **more}) for at in range(number)), file)
        with open_stream(path) as stream:
            records = graphml.read(stream, ReadOptions())
            tracemalloc.start()
            assert sum(1 for _ in records) == number
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return found

    peak(100)
    assert peak(8000) < peak(2000) + 200_000


def test_other_records_have_no_model() -> None:
    from graph.records import Records

    assert restore_model(None, Records(iter(()))) is None  # type: ignore[arg-type]


def test_two_nodes_never_share_an_id() -> None:
    names = ["a", "a\\u0001", "a\x01", "a\x02", "a\\", "\ufffe", "\\ufffe"]
    assert len({writer.node_id(SOURCES, name) for name in names}) == len(names)
    buffer = io.StringIO()
    texts = [{"name": name, "terms": None, "licence": None, "precedence": None} for name in names]
    writer.write((element(SOURCES, row) for row in texts), buffer)
    assert len(networkx.parse_graphml(buffer.getvalue())) == len(names)
