"""Compressed files as blocks of what is in them: recognised by their first bytes, never held as a whole."""

import bz2
import fnmatch
import gzip
import lzma
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import PurePath
from typing import IO, Any

from graph.dump import csv_files
from graph.errors import InputUnusable

BLOCK = 1 << 16
XZ_MEMORY = 512 << 20  # bytes; `xz -9` needs 65 MB

_MAGIC = {
    "gzip": b"\x1f\x8b\x08",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ\0",
    "zstd": b"\x28\xb5\x2f\xfd",
    "zip": b"PK\x03\x04",
}
LONGEST_MAGIC = 6
SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".zstd", ".zip")
_READABLE = ("*.csv", "*.tsv", "*.tab", "*.txt", "*.json", "*.jsonl", "*.ndjson", "*.graphml", "*.xml")


def compression(first_bytes: bytes) -> str:
    """Which compression a file that begins so has: gzip, bzip2, xz, zstd, zip, or "" for none."""
    return next((name for name, magic in _MAGIC.items() if first_bytes.startswith(magic)), "")


def blocks(file: IO[bytes], name: str, how: str) -> Iterator[bytes]:
    """What is in the file, block by block; `how` is what `compression` said.

    Where the data are damaged, it raises what the libraries raise, after the blocks before; EOFError where they end early.
    """
    if how == "gzip":
        return _read_on(gzip.GzipFile(fileobj=file))
    if how == "bzip2":
        return _read_on(bz2.BZ2File(file))
    if how == "xz":
        return _xz(file)
    if how == "zstd":
        return _zstd(file)
    if how == "zip":
        return _zip(file, name)
    return iter(lambda: file.read(BLOCK), b"")


def _read_on(file: Any) -> Iterator[bytes]:
    # read1: one step of the decompressor, so that nothing is lost where a later step fails
    return iter(lambda: bytes(file.read1(BLOCK)), b"")


def _xz(file: IO[bytes]) -> Iterator[bytes]:
    def new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(memlimit=XZ_MEMORY)

    decompressor, data = new(), file.read(BLOCK)
    while True:
        block = decompressor.decompress(data, BLOCK)
        if block:
            yield block
        data = b""
        if decompressor.eof:  # another stream may follow, after padding
            data = decompressor.unused_data.lstrip(b"\0")
            while not data:
                data = file.read(BLOCK)
                if not data:
                    return
                data = data.lstrip(b"\0")
            decompressor = new()
        elif decompressor.needs_input:
            data = file.read(BLOCK)
            if not data:
                raise EOFError


def _zstd(file: IO[bytes]) -> Iterator[bytes]:
    import pyarrow

    stream = pyarrow.CompressedInputStream(pyarrow.PythonFile(file, mode="r"), "zstd")
    try:
        while block := stream.read(BLOCK // 4):  # what a failing read had decompressed is lost: so small ones
            yield block
    except OSError as error:
        if "Truncated" in str(error):
            raise EOFError from error
        raise


def _zip(file: IO[bytes], name: str) -> Iterator[bytes]:
    with ExitStack() as stack:
        if not file.seekable():  # its list of contents stands at the end
            spooled = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(file, spooled, BLOCK)
            file = spooled
        try:
            archive = stack.enter_context(zipfile.ZipFile(file))
            if csv_files.is_dump(archive.namelist()):
                yield from csv_files.in_archive(archive)
                return
            yield from _read_on(stack.enter_context(archive.open(_member(archive, name))))
        except (RuntimeError, NotImplementedError) as error:
            raise InputUnusable(
                f"{name}: its contents are encrypted or compressed in an unusual way", "unpack it first"
            ) from error


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    files = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in PurePath(info.filename).parts)
    ]
    fitting = [info for info in files if any(fnmatch.fnmatch(info.filename.lower(), pattern) for pattern in _READABLE)]
    chosen = files if len(files) == 1 else fitting
    if len(chosen) != 1:
        names = ", ".join(info.filename for info in files[:5]) + (", …" if len(files) > 5 else "")
        raise InputUnusable(
            f"{name}: which of its {len(files)} files is meant ({names})?" if files else f"{name} holds no files",
            "unpack it and give the file itself",
        )
    return chosen[0]
