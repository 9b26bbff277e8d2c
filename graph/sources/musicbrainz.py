"""MusicBrainz's JSON dumps of recordings and of releases: which recording samples or remixes which.

What a recording and its relations look like stands in `musicbrainz_recording`. The layout of the dumps, read from the code
that makes them (github.com/metabrainz/musicbrainz-server, several of its versions):
- lib/MusicBrainz/Script/JSONDump.pm: a tar (xz) with `mbdump/recording` or `mbdump/release`, one JSON document a line and no
  newline at its end, besides notices and JSON_DUMPS_SCHEMA_NUMBER (1). `recording` holds only the recordings that are on no
  release; all others stand in `release`. So both are read here, and most relations come from `release`.
- …/JSONDump/Constants.pm: both are written with artist credits, ISRCs, genres and relations of recordings.
- …/WebService/Serializer/JSON/2/Medium.pm: in a release the recordings stand in `media[].tracks[]`, `data-tracks[]` and
  `pregap`, each under `recording`.
- Controller/WS/2/Release.pm leaves relations out where over 500 recordings are asked for at once; whether that touches the
  dumps is not known.
No real dump was at hand.

Each relation is told by both recordings, and by each release they are on: all come out, as equal claims that the loader joins.
Where a recording comes without its artist credit, the relation waits in the journal until the recording's own line tells it.
"""

import json
from collections.abc import Iterator
from typing import Any

from graph.errors import InputUnusable
from graph.records import AnyRecord, Records, Reject, RelationRecord
from graph.sources.format import Format, ReadOptions, Tells
from graph.sources.journal import Journal, Waiting
from graph.sources.musicbrainz_recording import (
    LICENCE,
    SOURCE,
    TERMS,
    TYPES,
    Json,
    OtherLayout,
    Related,
    list_of,
    record,
    recording_id,
    related,
    relations,
    song,
    text_of,
)
from graph.sources.stream import HEAD, Stream

MEMBERS = ("mbdump/recording", "mbdump/release")
SCHEMA_NUMBER = b"1"
LONGEST_LINE = 32 << 20  # bytes; a release with all its recordings' relations is long

_MARKS = tuple(type_id.encode() for type_id in TYPES)  # a line without any of them relates nothing
_EXPECTED = "expected MusicBrainz's JSON of recordings or releases, one a line, with id, title and relations"

Rows = Iterator[tuple[int, AnyRecord | Reject]]


def read(stream: Stream, options: ReadOptions) -> Records[AnyRecord]:
    """Each relation between recordings with the number of its line, counted over all members; a Reject for what is none.

    `options.journal` says up to which line all is in the graph: those are not looked at. Raises InputUnusable at once for what
    is no dump, and later where it is damaged.
    """
    if not stream.head:
        raise InputUnusable(f"{stream.name} is empty", _EXPECTED)
    if not stream.is_tar:
        _check_first(stream)
    return Records(_Reading(stream, options).rows(), stream.size, stream.position)


def recognises(stream: Stream) -> bool:
    """Whether it is the archive or one of the two files in it, by their first 64 KiB."""
    if stream.is_tar:
        return any(sign in stream.head for sign in (b"mbdump/", b"JSON_DUMPS_SCHEMA_NUMBER"))
    return stream.head.startswith(b"{") and b'"joinphrase"' in stream.head and b'"artist-credit"' in stream.head


class _Reading:
    """One reading of one file, from the journal's place on."""

    def __init__(self, stream: Stream, options: ReadOptions) -> None:
        self.stream = stream
        self.source = options.source or FORMAT.source
        self.left_out = options.left_out
        self.kept = options.journal is not None
        self.journal = options.journal or Journal()
        self.line = 0
        self.telling = 0  # lines with a relation

    def rows(self) -> Rows:
        try:
            yield from self._archive() if self.stream.is_tar else self._lines(self.stream)
            yield from self._what_is_missing()
        finally:
            if not self.kept:
                self.journal.close()

    def _archive(self) -> Rows:
        found: list[str] = []
        for member in self.stream.members():
            name = member.stem.removeprefix("./")
            found.append(name)
            if name in MEMBERS:
                yield from self._lines(member)
            elif name == "JSON_DUMPS_SCHEMA_NUMBER" and (number := member.read(80).strip()) != SCHEMA_NUMBER:
                yield (
                    self.line,
                    Reject(self.line, f"{name} is {number.decode(errors='replace')!r}, it was read as if it were 1"),
                )
        if not set(found) & set(MEMBERS):
            raise InputUnusable(
                f"{self.stream.name}: no {' or '.join(MEMBERS)} in it (there are: {', '.join(found[:8]) or 'no files'})",
                "the dump of recordings is recording.tar.xz, that of releases is release.tar.xz",
            )

    def _what_is_missing(self) -> Rows:
        for line, waiting in self.journal.still_waiting():
            row = {"relation": waiting.type, "sampler": waiting.sampler, "sampled": waiting.sampled}
            yield line, Reject(line, "the artist credit of one of the two recordings is nowhere in the file", row)
        if not (self.telling or self.journal.line):
            reason = f"no relation in all {self.line:,} lines: {_EXPECTED}, and one of {', '.join(TYPES)} as type-id of these"
            yield self.line, Reject(self.line, reason)

    def _lines(self, stream: Stream) -> Rows:
        done = self.journal.line
        first, second = _MARKS
        for line in _lines(stream):
            self.line += 1
            stream.line = self.line
            if self.line <= done:
                continue
            if line is None:
                yield self.line, Reject(self.line, f"a line of over {LONGEST_LINE >> 20} MiB")
            elif first in line or second in line:
                self.telling += 1
                yield from self._documents(line)

    def _documents(self, line: bytes) -> Rows:
        try:
            document = json.loads(line)
        except (ValueError, RecursionError) as error:  # not JSON, not UTF-8, a number of over 4,300 digits
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            yield self.line, Reject(self.line, f"not JSON: {reason}"[:200])
            return
        told = False
        for recording, credit in _recordings(document):
            for relation in relations(recording):
                told = True
                yield from self._relation(recording, credit, relation)
        if not told:
            yield self.line, Reject(self.line, f"a type of relation, but no relation of a recording: {_EXPECTED}")

    def _relation(self, recording: Json, credit: Any, relation: Json) -> Rows:
        row = {"relation": text_of(relation.get("type")), "recording": text_of(recording.get("id"))}
        try:
            if isinstance(target := relation.get("recording"), dict):
                row["other"] = text_of(target.get("id"))
            read = related(relation)
            told = self._record(read, *read.ends((recording, credit), (read.other, None)))
        except ValueError as error:
            reason = f"{error}: {_EXPECTED}" if isinstance(error, OtherLayout) else str(error)
            yield self.line, Reject(self.line, reason, row)
            return
        if told:
            yield self.line, told

    def _record(self, relation: Related, sampler: tuple[Json, Any], sampled: tuple[Json, Any]) -> RelationRecord | None:
        ids = [recording_id(recording) for recording, _ in (sampler, sampled)]
        songs = [song(recording, credit, self._left_out) for recording, credit in (sampler, sampled)]
        known = [each or self.journal.song(own_id) for own_id, each in zip(ids, songs, strict=True)]
        waiting = Waiting(relation.type.value, ids[0], ids[1], relation.part)
        if not (known[0] and known[1]):
            for own_id, each in zip(ids, songs, strict=True):
                if each:
                    self.journal.keep(own_id, each)
            self.journal.wait(waiting, self.line)
            return None
        self.journal.found(waiting)
        return record(relation.type, known[0], known[1], relation.part, self.source)

    def _left_out(self, what: str, value: str) -> None:
        self.left_out.add(what, self.line, value)


def _check_first(stream: Stream) -> None:
    line, end, _ = stream.head.partition(b"\n")
    looks = line.lstrip(b"\xef\xbb\xbf \t\r").startswith(b"{")
    if end or len(stream.head) < HEAD:  # a longer line is looked at when it is read
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            looks = False
        else:
            fields = document.keys() if isinstance(document, dict) else set()
            looks = {"id", "title"} <= fields and not fields.isdisjoint({"media", "length"})
    if not looks:
        raise InputUnusable(f"{stream.name}, line 1: not a recording or release of MusicBrainz", _EXPECTED)


def _lines(stream: Stream) -> Iterator[bytes | None]:
    """Each line; None for one that is too long, of which no more is held."""
    pending: list[bytes] = []
    held = 0
    while block := stream.read(1 << 20):
        first, *lines = block.split(b"\n")
        held += len(first)
        if held <= LONGEST_LINE:
            pending.append(first)
        else:
            pending.clear()
        if lines:
            yield b"".join(pending) if held <= LONGEST_LINE else None
            rest = lines.pop()
            yield from lines
            pending, held = [rest], len(rest)
    if held:
        yield b"".join(pending) if held <= LONGEST_LINE else None


def _recordings(document: Any) -> Iterator[tuple[Json, Any]]:
    """The recordings of a document, each with the credit of its track, if any."""
    if not isinstance(document, dict):
        return
    if "media" not in document:
        yield document, None
    for medium in list_of(document.get("media")):
        if isinstance(medium, dict):
            for track in (medium.get("pregap"), *list_of(medium.get("tracks")), *list_of(medium.get("data-tracks"))):
                if isinstance(track, dict) and isinstance(recording := track.get("recording"), dict):
                    yield recording, track.get("artist-credit")


FORMAT = Format(
    name="musicbrainz",
    summary="MusicBrainz's JSON dumps of recordings and releases",
    tells=Tells.RELATIONS,
    recognised_by="mbdump/recording or mbdump/release in a tar archive, or JSON lines with artist-credit and joinphrase",
    recognises=recognises,
    read=read,
    source=SOURCE,
    terms=TERMS,
    licence=LICENCE,
    resumes=True,
)
