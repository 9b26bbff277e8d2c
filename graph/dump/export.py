"""The whole graph into a dump: GraphML in one file, or CSV in a folder or zip archive; bounded memory, whole or not there."""

import gzip
import io
import lzma
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

from graph.connection import Database
from graph.dump import csv_files, graphml
from graph.dump.rows import element
from graph.dump.shape import CLAIMED, LEARNED, Element, Part, parameters
from graph.errors import GraphEmpty, InputUnusable, OutOfStep
from graph.schema_setup import check_ready
from model.atomic_write import atomic_file, atomic_folder

DumpFormat = Literal["graphml", "csv"]
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same graph gives the same bytes


def format_of(target: Path) -> DumpFormat | None:
    """The format that the name of a file says, None where it says none."""
    name = target.name.lower()
    bare = name.removesuffix(".gz").removesuffix(".zst").removesuffix(".xz")
    if bare.endswith((".graphml", ".xml")):
        return "graphml"
    return "csv" if name.endswith(".zip") or target.is_dir() else None


def dump_size(database: Database, recommendations: bool = True) -> int:
    """How many nodes and relationships a dump holds; raises GraphEmpty without songs."""
    check_ready(database)
    return sum(_counts(database, _parts(recommendations)).values())


def export_graph(
    database: Database,
    target: Path,
    form: DumpFormat,
    *,
    recommendations: bool = True,
    advance: Callable[[int], None] = lambda _: None,
) -> dict[str, int]:
    """Write the graph to `target` and give the numbers of what was written, by label and type; `advance` is told of each.

    The same graph gives the same bytes. GraphML is compressed as the name says (.gz, .zst, .xz); CSV goes into a zip archive
    where the name ends in .zip, else into a folder, which must be new, empty or an older dump. Raises OutOfStep when the graph
    changes meanwhile, InputUnusable for a target that cannot be; then what was there before stays.
    """
    check_ready(database)
    parts = _parts(recommendations)
    before = _counts(database, parts)
    written = dict.fromkeys((part.name.value for part in parts), 0)

    def elements() -> Iterator[Element]:
        for part in parts:
            for row in database.stream(part.statement, **parameters(part)):
                yield element(part, row)
                written[part.name.value] += 1
                advance(1)
        if _counts(database, parts) != before:
            raise OutOfStep("the graph changed while it was exported", "run it again when nothing else writes to it")

    if form == "graphml":
        with _compressed(target) as file:
            graphml.write(elements(), file)
    elif target.name.lower().endswith(".zip"):
        with atomic_file(target, "wb") as raw, zipfile.ZipFile(raw, "w") as archive:
            csv_files.write(elements(), parts, lambda name: _member(archive, name))
    else:
        _check_folder(target)
        with atomic_folder(target) as folder:
            csv_files.write(elements(), parts, lambda name: (folder / name).open("wb"))
    return written


def _parts(recommendations: bool) -> tuple[Part, ...]:
    return (*CLAIMED, *LEARNED) if recommendations else CLAIMED


def _counts(database: Database, parts: tuple[Part, ...]) -> dict[str, int]:
    found = database.read("dump_count")[0]
    if not found["Song"]:
        raise GraphEmpty("the graph holds no songs")
    return {part.name.value: found[part.name.value] for part in parts}


def _check_folder(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise InputUnusable(f"{target} is a file", "name a folder, or a file that ends in .zip")
    others = sorted({path.name for path in target.iterdir()} - csv_files.FILE_NAMES)
    if others:
        raise InputUnusable(
            f"the folder {target} holds other files than a dump's, such as {others[0]}", "name a new folder"
        )


@contextmanager
def _compressed(target: Path) -> Iterator[IO[str]]:
    with atomic_file(target, "wb") as raw, _compressor(target.name.lower(), raw) as bytes_:
        text = io.TextIOWrapper(bytes_, "utf-8", newline="")
        try:
            yield text
            text.flush()
        finally:
            text.detach()


@contextmanager
def _compressor(name: str, raw: IO[bytes]) -> Iterator[Any]:
    if name.endswith(".gz"):
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as file:
            yield file
    elif name.endswith(".xz"):
        with lzma.open(raw, "wb", preset=3) as file:
            yield file
    elif name.endswith(".zst"):
        import pyarrow

        own = os.fdopen(os.dup(raw.fileno()), "wb")  # Arrow closes what it is given
        with pyarrow.CompressedOutputStream(own, "zstd") as stream:
            yield stream
    else:
        yield raw


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return archive.open(info, "w", force_zip64=True)
