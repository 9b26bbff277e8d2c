"""MusicBrainz's JSON dumps of recordings and of releases: which recording samples or remixes which.

The layout, read from the code that makes the dumps (github.com/metabrainz/musicbrainz-server, several of its versions):
- lib/MusicBrainz/Script/JSONDump.pm: a tar (xz) with `mbdump/recording` or `mbdump/release`, one JSON document a line and no
  newline at its end, besides notices and JSON_DUMPS_SCHEMA_NUMBER (1). `recording` holds only the recordings that are on no
  release; all others stand in `release`. So both are read here, and most relations come from `release`.
- …/JSONDump/Constants.pm: both are written with artist credits, ISRCs, genres and relations of recordings.
- …/WebService/Serializer/JSON/2/{Recording,Relationship,ArtistCredit,Medium,Utils}.pm: the fields. A recording: `id`, `title`,
  `disambiguation`, `length` (ms or null), `artist-credit` [{name, joinphrase, artist {id, name}}], `isrcs`,
  `first-release-date` where known, `genres` [{name, count}], `relations`. A relation: `type-id`, `type`, `direction`,
  `target-type`, `attributes`, and under the target's type the target, a recording with its artist credit and no relations.
  In a release the recordings stand in `media[].tracks[]`, `data-tracks[]` and `pregap`, each under `recording`.
- Controller/WS/2/Release.pm leaves relations out where over 500 recordings are asked for at once; whether that touches the
  dumps is not known.
The direction, from stored answers of the web service and the server's link phrases: `forward` is from the newer work
("samples", "remix of") to what it takes from. Whether a sample is played anew is not told. Covers are relations of works,
which are no recordings: they are not read, nor are samples of a whole release. Mash-ups, edits and DJ mixes are other types
and are left out. No real dump was at hand.

Each relation is told by both recordings, and by each release they are on: all come out, as equal claims that the loader joins.
Where a recording comes without its artist credit, the relation waits in the journal until the recording's own line tells it.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from graph.errors import InputUnusable
from graph.identity import artist_id, credited_artists
from graph.records import AnyRecord, Records, Reject, RelationRecord, SongRecord
from graph.schema import Relation
from graph.sources import own_ids
from graph.sources.format import Format, ReadOptions, Tells
from graph.sources.journal import Journal, Waiting
from graph.sources.stream import HEAD, Stream
from graph.sources.values import clean, duration, year

TYPES = {
    "9efd9ce9-e702-448b-8e76-641515e8fe62": Relation.SAMPLES,  # "samples material", recording to recording
    "bfbdb55a-b857-473a-8f2e-a9c09e45c3f5": Relation.REMIXES,  # "remix"
}
MEMBERS = ("mbdump/recording", "mbdump/release")
SCHEMA_NUMBER = b"1"
LONGEST_LINE = 32 << 20  # bytes; a release with all its recordings' relations is long
LONGEST_TEXT = 2000  # letters of a title or credit

_MARKS = tuple(type_id.encode() for type_id in TYPES)  # a line without any of them relates nothing
_FEATURING = re.compile(r"\b(?:feat|featuring|ft)\b", re.IGNORECASE)
_ENDS_LIKE_IT = re.compile(r"\b(?:feat(?:uring)?|ft)\.?$", re.IGNORECASE)  # Little Feat
# MusicBrainz's signs for no artist
_NO_ARTISTS = {"[unknown]", "[anonymous]", "[no artist]", "[traditional]", "[dialogue]", "[data]"}
# MusicBrainz tells recordings of one title apart in `disambiguation`; what these words name is another recording for a DJ too
_OTHER_RECORDING = re.compile(
    r"\b(?:live|remix(?:ed)?|mix|dub|demo|instrumental|acoustic|a ?cap+ella|session|rehearsal|take|karaoke|re-?record\w+)\b",
    re.IGNORECASE,
)
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
            for relation in _list(recording.get("relations")):
                if isinstance(relation, dict) and _text(relation.get("type-id")) in TYPES:
                    told = True
                    yield from self._relation(recording, credit, relation)
        if not told:
            yield self.line, Reject(self.line, f"a type of relation, but no relation of a recording: {_EXPECTED}")

    def _relation(self, recording: dict[str, Any], credit: Any, relation: dict[str, Any]) -> Rows:
        target = relation.get("recording")
        row = {"relation": _text(relation.get("type")), "recording": _text(recording.get("id"))}
        try:
            if not isinstance(target, dict):
                raise ValueError("a relation without `recording`, the other recording")
            row["other"] = _text(target.get("id"))
            direction = relation.get("direction")
            if direction not in ("forward", "backward"):
                raise ValueError("a relation without `direction`, forward or backward")
            ends = [(recording, credit), (target, None)]
            sampler, sampled = ends if direction == "forward" else ends[::-1]
            record = self._record(TYPES[relation["type-id"]], sampler, sampled, _part(relation.get("attributes")))
        except ValueError as error:
            yield self.line, Reject(self.line, str(error), row)
            return
        if record:
            yield self.line, record

    def _record(
        self, kind: Relation, sampler: tuple[dict[str, Any], Any], sampled: tuple[dict[str, Any], Any], part: str
    ) -> RelationRecord | None:
        ids = [_recording_id(recording) for recording, _ in (sampler, sampled)]
        songs = [self._song(recording, credit) for recording, credit in (sampler, sampled)]
        known = [song or self.journal.song(own_id) for own_id, song in zip(ids, songs, strict=True)]
        waiting = Waiting(kind.value, ids[0], ids[1], part)
        if not (known[0] and known[1]):
            for own_id, song in zip(ids, songs, strict=True):
                if song:
                    self.journal.keep(own_id, song)
            self.journal.wait(waiting, self.line)
            return None
        self.journal.found(waiting)
        url = f"https://musicbrainz.org/recording/{ids[0].removeprefix('mbid:')}"
        return RelationRecord(kind, known[0], known[1], self.source, url, part=part)

    def _song(self, recording: dict[str, Any], track_credit: Any) -> SongRecord | None:
        """The recording as a song; None where its artists are not told. Raises ValueError where it is none."""
        title = clean(_text(recording.get("title")))
        if not title:
            raise ValueError(f"a recording without `title`: {_EXPECTED}")
        remark = clean(_text(recording.get("disambiguation")))
        if _OTHER_RECORDING.search(remark):
            title = f"{title} ({remark})"
        names = recording.get("artist-credit") or track_credit
        if not names:
            return None
        credit, artist_ids = _credit(names)
        if max(len(title), len(credit)) > LONGEST_TEXT:
            raise ValueError(f"a title or artist credit of over {LONGEST_TEXT:,} letters")
        song = SongRecord(
            credit,
            title,
            self._number(recording, "first-release-date", _year, "dates that are none"),
            self._number(recording, "length", _seconds, "lengths that are none"),
            _genres(recording.get("genres")),
            (_recording_id(recording), *_isrcs(recording.get("isrcs"))),
            artist_ids,
        )
        if not song.song_id:
            raise ValueError("artist or title is blank")
        return song

    def _number(
        self, recording: dict[str, Any], field: str, read: Callable[[Any], int | None], what: str
    ) -> int | None:
        value = recording.get(field)
        number = read(value)
        if number is None and value not in (None, "", 0):
            shown = str(value) if isinstance(value, str | int | float) else "a list or object"
            self.left_out.add(what, self.line, shown)
        return number


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


def _recordings(document: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    """The recordings of a document, each with the credit of its track, if any."""
    if not isinstance(document, dict):
        return
    if "media" not in document:
        yield document, None
    for medium in _list(document.get("media")):
        if isinstance(medium, dict):
            for track in (medium.get("pregap"), *_list(medium.get("tracks")), *_list(medium.get("data-tracks"))):
                if isinstance(track, dict) and isinstance(recording := track.get("recording"), dict):
                    yield recording, track.get("artist-credit")


def _recording_id(recording: dict[str, Any]) -> str:
    found = own_ids.mbid(_text(recording.get("id")))
    if not found:
        raise ValueError(f"a recording whose `id` is no MBID: {_EXPECTED}")
    return found


def _credit(names: Any) -> tuple[str, tuple[str, ...]]:
    """The credit as `credited_artists` reads it, and the artists' MBIDs in that order, "" where unknown."""
    main: list[str] = []
    featured: list[str] = []
    ids: dict[str, str] = {}
    names_of = main
    for part in _list(names):
        if not isinstance(part, dict):
            continue
        artist = part.get("artist")
        artist = artist if isinstance(artist, dict) else {}
        # a name that holds the sign between names would come apart
        name = clean(_text(part.get("name")) or _text(artist.get("name"))).replace(";", ",")
        if name and name.lower() not in _NO_ARTISTS:
            names_of.append(name)
            ids.setdefault(artist_id(name), own_ids.mbid(_text(artist.get("id"))))
        if _FEATURING.search(_text(part.get("joinphrase"))):
            names_of = featured
    if not main:  # [unknown] feat. somebody
        main, featured = featured, []
    if not main:
        raise ValueError("the artist is not known")
    text = "; ".join(main)
    if featured:
        text += ("; feat. " if _ENDS_LIKE_IT.search(text) else " feat. ") + "; ".join(featured)
    return text, tuple(ids.get(artist.artist_id, "") for artist in credited_artists(text))


def _part(attributes: Any) -> str:
    """What is sampled: the instruments or vocals among the relation's attributes."""
    names = {clean(_text(each)).lower() for each in _list(attributes)} - {"additional", ""}
    return ", ".join(sorted(names))[:200]


def _year(date: Any) -> int | None:
    return year(_text(date)[:40])


def _seconds(length: Any) -> int | None:
    return duration(str(length), milliseconds=True) if isinstance(length, int | str) else None


def _genres(genres: Any) -> tuple[str, ...]:
    """Their names, those with most votes first."""
    votes = {
        name: count
        for each in _list(genres)
        if isinstance(each, dict)
        and isinstance(count := each.get("count", 1), int)
        and count > 0
        and 0 < len(name := clean(_text(each.get("name")))) <= 200
    }
    return tuple(sorted(votes, key=lambda name: (-votes[name], name))[:20])


def _isrcs(isrcs: Any) -> tuple[str, ...]:
    return tuple(sorted({own_ids.isrc(_text(each)) for each in _list(isrcs)} - {""}))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


FORMAT = Format(
    name="musicbrainz",
    summary="MusicBrainz's JSON dumps of recordings and releases",
    tells=Tells.RELATIONS,
    recognised_by="mbdump/recording or mbdump/release in a tar archive, or JSON lines with artist-credit and joinphrase",
    recognises=recognises,
    read=read,
    source="MusicBrainz",
    terms="Core data: free for any use. Genres come from users' tags, which are under CC BY-NC-SA 3.0.",
    licence="CC0-1.0",
    resumes=True,
)
