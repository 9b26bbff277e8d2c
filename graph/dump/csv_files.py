"""Elements as CSV, one file a label or relationship type, and the files as one stream to be read again.

The header is that of `neo4j-admin database import` (`song_id:ID(Song)`, `year:int`): what stands before the colon is the
property's name. Texts that a spreadsheet would run as formulas are guarded (graph.csv_guard), but not the claims, which
begin with a bracket. A file `mixgraph.json` beside them says what they are and how many rows each has.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import IO, Any, Final

from graph.csv_guard import guarded
from graph.dump.shape import BY_NAME, VERSION, Element, Nodes, Part, Value, keys
from graph.schema import VERSION as SCHEMA_VERSION

MANIFEST: Final = "mixgraph.json"
MARK: Final = "mixgraph graph"
SEPARATOR: Final = "\x1e"  # begins the line before each file in the stream; no value holds one
_BLOCK = 1 << 16
_LONGEST_MANIFEST = 1 << 20

Open = Callable[[str], IO[bytes]]


def file_name(part: Part) -> str:
    """The file of a part."""
    return f"{part.name}.csv"


FILE_NAMES: Final = frozenset({MANIFEST, *map(file_name, BY_NAME.values())})


def header(part: Part) -> list[str]:
    """The columns of a part's file."""
    if isinstance(part, Nodes):
        first, rest = [f"{part.key}:ID({part.name})"], part.properties[1:]
    else:
        first = [f"{part.start_name}:START_ID({part.start.name})", f"{part.end_name}:END_ID({part.end.name})"]
        rest = part.properties
    return first + [each.name if each.type == "string" else f"{each.name}:{each.type}" for each in rest]


def write(elements: Iterable[Element], parts: Iterable[Part], create: Open) -> None:
    """Write a file for each of the parts, also for those without rows, then the manifest; `create` opens them by name.

    The elements come part by part, in the order of the parts.
    """
    rows: dict[str, int] = {}
    groups = groupby(elements, key=lambda each: each.part)
    group: tuple[Part, Iterable[Element]] | None = next(groups, None)
    for part in parts:
        with io.TextIOWrapper(create(file_name(part)), "utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header(part))
            names = [each.name for each in (*keys(part), *part.properties)]
            count = 0
            if group and group[0] == part:
                for each in group[1]:
                    writer.writerow([_shown(each.values.get(name)) for name in names])
                    count += 1
                group = next(groups, None)
        rows[file_name(part)] = count
    with create(MANIFEST) as manifest:
        told = {"format": MARK, "version": VERSION, "schema_version": SCHEMA_VERSION, "rows": rows}
        manifest.write(json.dumps(told, indent=2).encode() + b"\n")


def _shown(value: Value) -> Any:
    if not isinstance(value, str):
        return value
    return guarded(value.replace("\0", "\ufffd").replace(SEPARATOR, "\ufffd"))


def is_dump(names: Iterable[str]) -> bool:
    """Whether files of these names are a dump."""
    return MANIFEST in names


def in_folder(folder: Path) -> tuple[Iterator[bytes], int, Callable[[], int]]:
    """The dump in a folder as one stream, its size in bytes, and how many of them were read so far."""
    size = sum(path.stat().st_size for path in folder.iterdir() if path.name in FILE_NAMES)
    read = 0

    def blocks() -> Iterator[bytes]:
        nonlocal read
        for block in _joined(lambda name: (folder / name).open("rb")):
            read += len(block)
            yield block

    return blocks(), size, lambda: min(read, size)


def in_archive(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """The dump in a zip archive as one stream."""
    return _joined(archive.open)


def _joined(open_: Open) -> Iterator[bytes]:
    """The manifest on one line, then each file after a line that names it; what is missing is left out."""
    with open_(MANIFEST) as file:
        told = file.read(_LONGEST_MANIFEST)
    yield f"{SEPARATOR}{MANIFEST}\n".encode() + told.replace(b"\n", b" ") + b"\n"
    for part in BY_NAME.values():
        try:
            file = open_(file_name(part))
        except (KeyError, FileNotFoundError):
            continue
        with file:
            yield f"{SEPARATOR}{file_name(part)}\n".encode()
            last = b"\n"
            while block := file.read(_BLOCK):
                yield block
                last = block[-1:]
            if last != b"\n":
                yield b"\n"
