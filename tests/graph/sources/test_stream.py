"""Any file as bytes and lines: every compression, every encoding, and what is broken, endless or no text."""

import bz2
import gzip
import io
import lzma
import os
import sys
import tarfile
import threading
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputUnusable
from graph.records import Reject
from graph.sources.decompression import compression
from graph.sources.lines import LONGEST_LINE, split
from graph.sources.stream import HIGHEST_RATIO, codec, open_stream, stem


def zstd(data: bytes) -> bytes:
    packed = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(packed, "zstd") as stream:
        stream.write(data)
    return packed.getvalue().to_pybytes()


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lambda data: lzma.compress(data, preset=0),
    "zstd": zstd,
    "zip": lambda data: zipped({"list.tsv": data}),
}
LINES = [f"line {number} {number * 7919 % 10007}" for number in range(20_000)]
NOISE = b"".join(b"%d %s\n" % (number, os.urandom(60).hex().encode()) for number in range(20_000))
TEXT = "\n".join(LINES).encode()


def lines(path: Path, encoding: str | None = None) -> list[tuple[int, str | Reject]]:
    with open_stream(path) as stream:
        return list(stream.lines(encoding))


def texts(path: Path, encoding: str | None = None) -> list[str]:
    return [text if isinstance(text, str) else text.reason for _, text in lines(path, encoding)]


@pytest.mark.parametrize("how", COMPRESSIONS)
def test_a_file_is_read_however_it_is_compressed_and_named(how: str, write: Callable[..., Path]) -> None:
    packed = COMPRESSIONS[how](TEXT)
    assert compression(packed[:6]) == how
    path = write(packed, "list.odd")
    with open_stream(path) as stream:
        assert (stream.size, stream.repeatable) == (len(packed), True)
        assert stream.head == TEXT[:65536]
        assert [text for _, text in stream.lines()] == LINES
        assert len(packed) * 0.9 <= stream.position() <= len(packed)


@pytest.mark.parametrize("how", ["gzip", "bzip2", "xz", "zstd"])
def test_joined_files_are_one(how: str, write: Callable[..., Path]) -> None:
    assert texts(write(COMPRESSIONS[how](b"a\nb\n") + COMPRESSIONS[how](b"c\n"))) == ["a", "b", "c"]


@pytest.mark.parametrize("how", COMPRESSIONS)
def test_stdin_is_read_through_a_pipe(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()

    def feed() -> None:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(COMPRESSIONS[how](TEXT))

    feeder = threading.Thread(target=feed)
    feeder.start()
    with os.fdopen(reading, "rb") as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        with open_stream(Path("-")) as stream:
            assert (stream.name, stream.stem, stream.size, stream.repeatable) == ("stdin", "stdin", None, False)
            assert [text for _, text in stream.lines()] == LINES
    feeder.join()


@pytest.mark.parametrize("how", ["gzip", "bzip2", "xz", "zstd"])
def test_what_stands_before_a_truncation_is_given_then_the_line_is_said(how: str, write: Callable[..., Path]) -> None:
    packed = COMPRESSIONS[how](NOISE)
    path = write(packed[: len(packed) * 2 // 3], "list.packed")
    given: list[object] = []
    with open_stream(path) as stream, pytest.raises(InputUnusable) as raised:
        given.extend(text for _, text in stream.lines())
    assert given == NOISE.decode().split("\n")[: len(given)]
    assert len(given) > 7_000  # of 13,333; what a compressor holds in one block goes with it
    assert str(raised.value) == f"{path}, line {len(given) + 1}: the compressed data break off here"
    assert "fetch the file again" in raised.value.hint


@pytest.mark.parametrize("how", ["gzip", "bzip2", "xz", "zip"])  # zstd may be without a sum to tell by
def test_damage_is_said_with_the_line(how: str, write: Callable[..., Path]) -> None:
    packed = bytearray(COMPRESSIONS[how](NOISE))
    middle = len(packed) * 2 // 3
    packed[middle : middle + 64] = bytes(64)
    path = write(bytes(packed), "list.packed")
    given: list[object] = []
    with open_stream(path) as stream, pytest.raises(InputUnusable) as raised:
        given.extend(text for _, text in stream.lines())
    assert given[:7_000] == NOISE.decode().split("\n")[:7_000]
    assert str(raised.value) == f"{path}, line {len(given) + 1}: the compressed data are damaged from here on"


def test_a_cut_off_zip_is_refused_at_once(write: Callable[..., Path]) -> None:
    with pytest.raises(InputUnusable, match="damaged"):
        open_stream(write(COMPRESSIONS["zip"](TEXT)[:-30]))


def test_of_a_zip_the_one_fitting_file_is_read(write: Callable[..., Path]) -> None:
    files = {"README.md": b"#", "__MACOSX/list.csv": b"x", ".hidden.csv": b"x", "data/list.csv": b"a\n"}
    assert texts(write(zipped(files))) == ["a"]
    with pytest.raises(InputUnusable, match=r"which of its 2 files is meant \(a.csv, b.csv\)"):
        open_stream(write(zipped({"a.csv": b"a", "b.csv": b"b"})))
    with pytest.raises(InputUnusable, match="holds no files"):
        open_stream(write(zipped({"folder/": b""})))


@pytest.mark.parametrize("how", ["gzip", "bzip2", "xz", "zstd", "zip"])
def test_a_bomb_is_refused_in_flat_memory(
    how: str, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.sources.stream.UNSUSPECTED", 1_000_000)
    monkeypatch.setattr("graph.sources.stream.HIGHEST_RATIO", 500)  # zlib alone cannot pass 1,032
    path = write(COMPRESSIONS[how](b"a\tb\n" + b"x" * 30_000_000), "bomb")
    tracemalloc.start()
    try:
        with open_stream(path) as stream, pytest.raises(InputUnusable, match="unpacks to over 500 times its size"):
            list(stream.lines())
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


def test_no_file_that_shrinks_well_is_a_bomb(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.sources.stream.UNSUSPECTED", 0)
    row = "samples\tNas\tThe Message\t1996\tSting\tShape of My Heart\t1993\n"
    path = write(lzma.compress((row * 3000 + "".join(f"{row}{number}" for number in range(3000))).encode()))
    assert len(lines(path)) > 5000
    assert HIGHEST_RATIO == 1000


class _Endless:
    """The blocks of a file with one line of so many bytes."""

    def __init__(self, size: int) -> None:
        self.blocks = size >> 16

    def __iter__(self) -> Iterator[bytes]:
        yield b"a\tb\n"
        block = b"x" * (1 << 16)
        for _ in range(self.blocks):
            yield block
        yield b"\nc\td"


def test_a_line_of_256_mb_takes_flat_memory_and_is_rejected_with_its_number() -> None:
    tracemalloc.start()
    try:
        found = list(split(iter(_Endless(256 << 20))))
        assert tracemalloc.get_traced_memory()[1] < 4 * LONGEST_LINE
    finally:
        tracemalloc.stop()
    assert found == ["a\tb", None, "c\td"]


def test_a_line_is_too_long_from_one_byte_over_the_limit_on(write: Callable[..., Path]) -> None:
    content = b"\n".join([b"x" * LONGEST_LINE, b"y" * (LONGEST_LINE + 1), b"z", b"y" * (3 * LONGEST_LINE)])
    found = lines(write(content))
    assert [number for number, _ in found] == [1, 2, 3, 4]
    assert [text if isinstance(text, Reject) else len(text) for _, text in found] == [
        *(LONGEST_LINE, Reject(2, "a line of over 1 MiB"), 1, Reject(4, "a line of over 1 MiB"))
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one(end: str, write: Callable[..., Path]) -> None:
    assert texts(write(f"a\x0b\u2028b{end}{end}c{end}")) == ["a\x0b\u2028b", "", "c"]


BLOCKS = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"a", b"\xc3\xa9", b"\xc3", b"\0", b""]), max_size=30)


@given(BLOCKS)
def test_lines_do_not_depend_on_the_blocks(blocks: list[bytes]) -> None:
    whole = b"".join(blocks).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    expected: list[str | bytes] = []
    for line in whole.removesuffix(b"\n").split(b"\n") if whole else []:
        try:
            expected.append(line.decode())
        except UnicodeDecodeError:
            expected.append(line)
    assert list(split(iter(blocks))) == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(encoding: str, write: Callable[..., Path]) -> None:
    assert texts(write("Björk\tЯ\n宇多田\n".encode(encoding))) == ["Björk\tЯ", "宇多田"]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "shift_jis", "utf-16-le", "gb18030", "cp037"])
def test_an_encoding_that_was_said_is_used(encoding: str, write: Callable[..., Path]) -> None:
    text = "artist\ttitle\nJoga \\ 90\n"
    assert texts(write(text.encode(encoding)), encoding)[:2] == ["artist\ttitle", "Joga \\ 90"]


def test_a_line_that_is_not_utf_8_is_rejected_and_no_letter_is_guessed(write: Callable[..., Path]) -> None:
    content = "artist\nBjörk\n".encode() + "Björk\n".encode("latin-1") + "Жанна\n".encode()
    (_, header), (_, good), (line, bad), (_, last) = lines(write(content))
    assert (header, good, last, line) == ("artist", "Björk", "Жанна", 3)
    assert bad == Reject(3, "not UTF-8: say how it is encoded, for example --encoding cp1252")
    [(_, odd)] = lines(write(b"\x81\n"), "cp1252")
    assert isinstance(odd, Reject)


def test_nul_bytes_reject_their_line_and_a_binary_file_is_refused(write: Callable[..., Path]) -> None:
    rows = "".join(f"artist {number}\ttitle\n" for number in range(20))
    assert lines(write(f"artist\ttitle\nA\0\tB\n{rows}"))[1] == (2, Reject(2, "NUL bytes in it"))
    for content in (b"\x89PNG\r\n\x1a\n\0\0\0", b"\0", b"a\0b\n", b"a\tb\n\0\xff\xfe", os.urandom(500) + b"\0\xff"):
        with pytest.raises(InputUnusable, match="is not a text file"):
            lines(write(content))
    with pytest.raises(InputUnusable) as refused:
        lines(write("artist\ttitle\n".encode("utf-16-le")))
    assert "--encoding utf-16" in refused.value.hint


@pytest.mark.parametrize("name", ["rot13", "hex", "no such", "undefined", "a\0b", ""])
def test_an_encoding_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InputUnusable, match="is not a text encoding"):
        codec(name)


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable, match="there is no file"):
        open_stream(tmp_path / "none.tsv")
    with pytest.raises(InputUnusable, match="is a folder"):
        open_stream(tmp_path)
    with pytest.raises(InputUnusable, match="cannot be read"):
        open_stream(Path("a\0b"))


def test_a_name_without_its_endings_is_the_stem() -> None:
    for name, expected in (
        ("list.tsv.gz", "list"),
        ("my list.csv", "my list"),
        ("a.b.tsv.ZST", "a.b"),
        ("list", "list"),
    ):
        assert stem(Path("folder") / name) == expected


def test_the_members_of_a_tar_are_streams(write: Callable[..., Path]) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as archive:
        for name, data in (("TIMESTAMP", b"now\n"), ("mbdump/recording", TEXT), ("COPYING", b"CC0")):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    path = write(packed.getvalue(), "recording.tar.xz")
    with open_stream(path) as stream:
        assert stream.is_tar
        found = {}
        for member in stream.members():
            found[member.stem] = [text for _, text in member.lines()] if member.stem != "COPYING" else None
            assert member.name == f"{path}: {member.stem}"
            assert member.size == len(packed.getvalue())
        assert found == {"TIMESTAMP": ["now"], "mbdump/recording": LINES, "COPYING": None}
    with open_stream(path) as stream, pytest.raises(InputUnusable, match="is a tar archive"):
        list(stream.lines())


def test_a_cut_off_tar_says_the_line_of_its_member(write: Callable[..., Path]) -> None:
    packed = io.BytesIO()
    data = b"".join(os.urandom(40).hex().encode() + b"\n" for _ in range(20_000))
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        info = tarfile.TarInfo("mbdump/recording")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    path = write(packed.getvalue()[: len(packed.getvalue()) // 2], "recording.tar.gz")
    given: list[object] = []
    with open_stream(path) as stream, pytest.raises(InputUnusable) as raised:
        given.extend(line for member in stream.members() for line in member.lines())
    assert len(given) > 1000
    assert f"mbdump/recording, line {len(given) + 1}: the compressed data break off here" in str(raised.value)


@given(st.binary(max_size=400), st.sampled_from(["", "gzip", "bzip2", "xz", "zstd", "zip"]))
def test_any_bytes_give_lines_or_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, how: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "any"
    packed = COMPRESSIONS[how](data)
    path.write_bytes(packed[:6] + data + packed[6:] if len(data) % 2 else packed)
    try:
        found = lines(path)
    except InputUnusable:
        return
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
