"""Invented recordings in the layout of MusicBrainz's JSON dumps."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

SAMPLES = "9efd9ce9-e702-448b-8e76-641515e8fe62"
REMIX = "bfbdb55a-b857-473a-8f2e-a9c09e45c3f5"
MASHES_UP = "579d0b4c-bf77-479d-aa59-a8af1f518958"

Json = dict[str, Any]


def mbid(number: int) -> str:
    return f"{number:08x}-aaaa-4bbb-8ccc-{number:012x}"


def artist(name: str, joinphrase: str = "", number: int | None = None) -> Json:
    """One name of an artist credit."""
    known = mbid(0xA000 + sum(name.encode()) if number is None else number)
    return {"name": name, "joinphrase": joinphrase, "artist": {"id": known, "name": name, "sort-name": name}}


def recording(number: int, title: str, *credit: Json | str, **fields: Any) -> Json:
    """A recording as a document of the dump, without relations; field names with _ for -."""
    names = [artist(each) if isinstance(each, str) else each for each in credit]
    return {
        "id": mbid(number),
        "title": title,
        "disambiguation": "",
        "length": 200_000,
        "video": False,
        "artist-credit": names,
        "isrcs": [],
        "tags": [],
        "genres": [],
        "aliases": [],
        "annotation": None,
        "relations": [],
    } | {name.replace("_", "-"): value for name, value in fields.items()}


def short(document: Json, *, credit: bool = True) -> Json:
    """The recording as it stands in a relation."""
    kept = ("id", "title", "disambiguation", "length", "video", *(["artist-credit"] if credit else []))
    return {name: document[name] for name in kept}


def relate(
    sampler: Json, sampled: Json, type_id: str = SAMPLES, *, credit: bool = True, attributes: Iterable[str] = ()
) -> None:
    """The relation in both documents."""
    told = {
        "type": {SAMPLES: "samples material", REMIX: "remix", MASHES_UP: "mashes up"}[type_id],
        "type-id": type_id,
        "target-type": "recording",
        "attributes": list(attributes),
        "attribute-ids": {},
        "begin": None,
        "end": None,
        "ended": False,
        "source-credit": "",
        "target-credit": "",
    }
    sampler["relations"].append(told | {"direction": "forward", "recording": short(sampled, credit=credit)})
    sampled["relations"].append(told | {"direction": "backward", "recording": short(sampler, credit=credit)})


def release(*recordings: Json, **places: Json) -> Json:
    """A release with these recordings on its tracks; `pregap` and `data` give one on such a track."""

    def track(each: Json) -> Json:
        return {"id": mbid(0xF000), "title": each["title"], "number": "1", "length": None, "recording": each}

    medium: Json = {"format": "CD", "track-count": len(recordings), "tracks": [track(each) for each in recordings]}
    if "pregap" in places:
        medium["pregap"] = track(places["pregap"])
    if "data" in places:
        medium["data-tracks"] = [track(places["data"])]
    return {"id": mbid(0xE000), "title": "An Album", "media": [medium], "relations": []}


def lines(documents: Iterable[Json | bytes]) -> bytes:
    """As the server writes them: no newline at the end."""
    return b"\n".join(
        each if isinstance(each, bytes) else json.dumps(each, separators=(",", ":"), ensure_ascii=False).encode()
        for each in documents
    )


def archive(members: dict[str, bytes]) -> bytes:
    """A tar archive with these members, in this order."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


NOTICES = {"TIMESTAMP": b"2030-01-01 00:00:00+00\n", "COPYING": b"a notice\n" * 500, "README": b"a note\n"}


def dump(
    folder: Path,
    documents: Iterable[Json | bytes],
    name: str = "recording.tar.xz",
    member: str = "mbdump/recording",
    compress: Callable[[bytes], bytes] = lzma.compress,
) -> Path:
    """The documents as a dump."""
    path = folder / name
    members = NOTICES | {"JSON_DUMPS_SCHEMA_NUMBER": b"1\n", member: lines(documents)}
    path.write_bytes(compress(archive(members)))
    return path


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    ".xz": lzma.compress,
    ".bz2": bz2.compress,
    ".gz": gzip.compress,
    "": bytes,
}
