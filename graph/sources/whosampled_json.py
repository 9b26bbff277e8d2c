"""The Music Technology Group's data set WhoSampled-130k (`train.json`, `val.json`, `test.json`): who sampled whom.

The layout, read from the set's public repository, github.com/MTG/whosampled-130k-dataset (split-schema.md, README.md and the
notebook that makes the files; the files themselves are shared on request and were not at hand): one JSON object that maps
WhoSampled's number of a relation to a record with
- `url`, the relation's page; `edge_id`, its number again;
- `dst_song`, `dst_artist` (a list of names): the song that samples; `src_song`, `src_artist`: the song that is sampled;
- `dst_timings`, `src_timings`: {`start_times`: seconds, separated by commas, as text; `throughout`: true or false};
- `part_sampled`: one of some ten texts; `Direct Sample` and `Interpolation (Replayed Sample)` stand there without a part, so
  the kind is known for these alone;
- `dst_audio_id`, `src_audio_id` (YouTube), `component_type`, `component_idx`: not used.
The set has no years, genres, covers or remixes, no songs without relations, and no addresses of songs, so no ids of them: a
YouTube id is none, as the notebook finds relations whose two songs share one. Fields that are missing are unknown, others are
ignored; a record without songs or artists is a Reject.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from graph.errors import InputUnusable
from graph.records import AnyRecord, Records, Reject, RelationRecord, SongRecord
from graph.schema import Kind, Relation
from graph.sources.format import Format, ReadOptions, Tells
from graph.sources.stream import Stream
from graph.sources.timings import moments, times
from graph.sources.values import clean

LONGEST_RECORD = 1 << 20  # letters; they have about 500
LONGEST_TEXT = 2000  # letters of a title or credit

_NEEDED = ("dst_song", "dst_artist", "src_song", "src_artist")
_EXPECTED = f"expected an object of relations, each an object with {', '.join(_NEEDED)}, as in WhoSampled-130k"
_KINDS = {"direct sample": Kind.DIRECT, "interpolation (replayed sample)": Kind.INTERPOLATION}
_NOT_BLANK = re.compile(r"[^ \t\r\n]")

Rows = Iterator[tuple[int, AnyRecord | Reject]]


def read(stream: Stream, options: ReadOptions) -> Records[AnyRecord]:
    """Each relation with the line where it begins; a Reject for a record that is none.

    Raises InputUnusable at once for what is no such object, and later where it is no JSON.
    """
    if not stream.head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        raise InputUnusable(f"{stream.name} is not of the data set WhoSampled-130k", _EXPECTED)
    return Records(_records(stream, options.source or FORMAT.source), stream.size, stream.position)


def recognises(stream: Stream) -> bool:
    """Whether it begins as an object of objects, with one of the fields in its first 64 KiB."""
    head = stream.head.removeprefix(codecs.BOM_UTF8)
    begins = re.match(rb'\s*\{\s*"[^"\\]*"\s*:\s*\{', head)
    return bool(begins) and any(f'"{field}"'.encode() in head for field in _NEEDED)


def _records(stream: Stream, source: str) -> Rows:
    for line, number, value in _members(stream):
        try:
            yield line, _record(value, source)
        except ValueError as error:
            yield line, Reject(line, str(error), {"edge_id": clean(number)[:40]})


def _record(value: Any, source: str) -> RelationRecord:
    missing = [name for name in _NEEDED if not value.get(name)] if isinstance(value, dict) else list(_NEEDED)
    if missing:
        raise ValueError(f"no {', '.join(missing)}: {_EXPECTED}")
    part = clean(_text(value.get("part_sampled"))).lower()
    kind = _KINDS.get(part)
    url = _text(value.get("url"))
    return RelationRecord(
        type=Relation.SAMPLES,
        sampler=_song(value, "dst"),
        sampled=_song(value, "src"),
        source=source,
        source_url=url if re.fullmatch(r"https?://(?:www\.)?whosampled\.com/\S{,1000}", url) else "",
        kind=kind or Kind.UNKNOWN,
        part="" if kind else part[:200],
        times=_times(value),
    )


def _song(record: dict[str, Any], end: str) -> SongRecord:
    artists = record[f"{end}_artist"]
    names = [clean(_text(name)) for name in (artists if isinstance(artists, list) else [artists])]
    # a name that holds the sign between names would come apart
    credit = "; ".join(name.replace(";", ",") for name in names if name)
    song = SongRecord(credit, clean(_text(record[f"{end}_song"])))
    if not song.song_id:
        raise ValueError(f"{end}_artist or {end}_song is blank or no text: {_EXPECTED}")
    if max(len(song.title), len(song.artist_credit)) > LONGEST_TEXT:
        raise ValueError(f"{end}_artist or {end}_song of over {LONGEST_TEXT:,} letters")
    return song


def _times(record: dict[str, Any]) -> str:
    ends = []
    for end in ("dst", "src"):
        timings = record.get(f"{end}_timings")
        timings = timings if isinstance(timings, dict) else {}
        ends.append(moments(clean(_text(timings.get("start_times"))), timings.get("throughout") is True))
    return times(*ends)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _members(stream: Stream) -> Iterator[tuple[int, str, Any]]:
    """Each member of the object in the stream as (line, name, value), one in memory at a time."""
    text = _Text(stream)
    text.expect("{")
    if text.next() == "}":
        text.expect("}")
    else:
        more = True
        while more:
            text.next()
            line = text.line
            name = text.value()
            if not isinstance(name, str):
                raise text.unusable("a name in quotes was expected")
            text.expect(":")
            yield line, name, text.value()
            more = text.next() == ","
            text.expect("," if more else "}")
    if text.next():
        raise text.unusable("something follows the object")


class _Text:
    """JSON text, taken piece by piece from a stream; raises InputUnusable with the line where it is none."""

    def __init__(self, stream: Stream) -> None:
        self.line = 1
        self._stream = stream
        self._decoder = json.JSONDecoder()
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")()
        self._held = ""
        self._at = 0
        self._ended = False

    def next(self) -> str:
        """The next letter that is not blank, which stays there; "" at the end."""
        while True:
            if letter := _NOT_BLANK.search(self._held, self._at):
                self._take(letter.start())
                return letter[0]
            self._take(len(self._held))
            if not self._more():
                return ""

    def expect(self, letter: str) -> None:
        """Take this letter."""
        found = self.next()
        if found != letter:
            raise self.unusable(f"{letter!r} was expected, not {found!r}" if found else "it ends here, in the middle")
        self._take(self._at + 1)

    def value(self) -> Any:
        """Take a whole value."""
        self.next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                problem, end = error.msg, -1
            except ValueError as error:  # a number of over 4,300 digits
                raise self.unusable(str(error).partition(";")[0]) from error
            except RecursionError as error:
                raise self.unusable("nested too deeply") from error
            # a number may go on behind what is held
            if 0 <= end < len(self._held):
                self._take(end)
                return value
            if len(self._held) - self._at > LONGEST_RECORD:
                raise self.unusable(f"a record of over {LONGEST_RECORD >> 20} Mi letters, or one that is no JSON")
            if not self._more():
                raise self.unusable("it ends here, in the middle" if end >= 0 else f"no JSON, or cut off: {problem}")

    def unusable(self, problem: str) -> InputUnusable:
        """What to raise for a problem with what comes next."""
        return InputUnusable(f"{self._stream.name}, line {self.line}: {problem}", _EXPECTED)

    def _take(self, end: int) -> None:
        self.line += self._held.count("\n", self._at, end)
        self._at = end
        self._stream.line = self.line

    def _more(self) -> bool:
        if self._ended:
            return False
        block = self._stream.read()
        self._ended = not block
        try:
            text = self._utf8.decode(block, final=self._ended)
        except UnicodeDecodeError as error:
            raise self.unusable("not UTF-8 from here on") from error
        self._held = self._held[self._at :] + text
        self._at = 0
        return True


FORMAT = Format(
    name="whosampled",
    summary="the data set WhoSampled-130k of the Music Technology Group (train.json, val.json, test.json)",
    tells=Tells.RELATIONS,
    recognised_by="a JSON object of objects with dst_song and src_song",
    recognises=recognises,
    read=read,
    source="WhoSampled-130k",
    terms="Shared on request, for non-commercial scientific research only; cite the paper (arXiv 2609.15465) and WhoSampled.",
)
