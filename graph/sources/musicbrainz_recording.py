"""A recording as MusicBrainz's JSON writes it, in its dumps and in the answers of its web service: a song, and its relations.

The fields, read from the code that writes both (github.com/metabrainz/musicbrainz-server, several of its versions), in
lib/MusicBrainz/Server/WebService/Serializer/JSON/2/{Recording,Relationship,ArtistCredit,Utils}.pm. A recording: `id`, `title`,
`disambiguation`, `length` (ms or null), `artist-credit` [{name, joinphrase, artist {id, name}}], `isrcs`,
`first-release-date` where known, `genres` [{name, count}], `relations`. A relation: `type-id`, `type`, `direction`,
`target-type`, `attributes`, and under the target's type the target, a recording with its artist credit and no relations.

The direction, from stored answers of the web service and the server's link phrases: `forward` is from the newer work
("samples", "remix of") to what it takes from. Whether a sample is played anew is not told. Covers are relations of works,
which are no recordings: they are not read, nor are samples of a whole release. Mash-ups, edits and DJ mixes are other types
and are left out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from graph.identity import artist_id, credited_artists
from graph.records import RelationRecord, SongRecord
from graph.schema import Relation
from graph.sources import own_ids
from graph.sources.values import clean, duration, year

SOURCE = "MusicBrainz"
TERMS = "Core data: free for any use. Genres come from users' tags, which are under CC BY-NC-SA 3.0."
LICENCE = "CC0-1.0"
TYPES = {
    "9efd9ce9-e702-448b-8e76-641515e8fe62": Relation.SAMPLES,  # "samples material", recording to recording
    "bfbdb55a-b857-473a-8f2e-a9c09e45c3f5": Relation.REMIXES,  # "remix"
}
LONGEST_TEXT = 2000  # letters of a title or credit

Json = dict[str, Any]
End = TypeVar("End")

_FEATURING = re.compile(r"\b(?:feat|featuring|ft)\b", re.IGNORECASE)
_ENDS_LIKE_IT = re.compile(r"\b(?:feat(?:uring)?|ft)\.?$", re.IGNORECASE)  # Little Feat
# MusicBrainz's signs for no artist
_NO_ARTISTS = {"[unknown]", "[anonymous]", "[no artist]", "[traditional]", "[dialogue]", "[data]"}
# MusicBrainz tells recordings of one title apart in `disambiguation`; what these words name is another recording for a DJ too
_OTHER_RECORDING = re.compile(
    r"\b(?:live|remix(?:ed)?|mix|dub|demo|instrumental|acoustic|a ?cap+ella|session|rehearsal|take|karaoke|re-?record\w+)\b",
    re.IGNORECASE,
)


class OtherLayout(ValueError):
    """A recording or relation that lacks what all have: another layout. Other ValueErrors say that it is no song for us."""


@dataclass(frozen=True, slots=True)
class Related:
    """A relation as one of its two recordings tells it: `other` is the other one, `newer` whether the teller is the newer one.

    `part` is what is taken: the instruments or vocals among the relation's attributes.
    """

    type: Relation
    other: Json
    newer: bool
    part: str

    def ends(self, teller: End, other: End) -> tuple[End, End]:
        """What stands for the two recordings, that of the newer one (the sampler) first."""
        return (teller, other) if self.newer else (other, teller)


def relations(recording: Json) -> Iterator[Json]:
    """Those of a recording's relations whose type is one of `TYPES`."""
    for relation in list_of(recording.get("relations")):
        if isinstance(relation, dict) and text_of(relation.get("type-id")) in TYPES:
            yield relation


def related(relation: Json) -> Related:
    """One of `relations`, read. Raises OtherLayout."""
    other = relation.get("recording")
    if not isinstance(other, dict):
        raise OtherLayout("a relation without `recording`, the other recording")
    direction = relation.get("direction")
    if direction not in ("forward", "backward"):
        raise OtherLayout("a relation without `direction`, forward or backward")
    return Related(TYPES[relation["type-id"]], other, direction == "forward", _part(relation.get("attributes")))


def record(
    type_: Relation, sampler: SongRecord, sampled: SongRecord, part: str, source: str = SOURCE
) -> RelationRecord:
    """The claim; its page is that of the newer recording, so that both recordings tell the same one."""
    return RelationRecord(type_, sampler, sampled, source, page(sampler.own_ids[0]), part=part)


def page(own_id: str) -> str:
    """The address of a recording's page, for people."""
    return f"https://musicbrainz.org/recording/{own_id.removeprefix('mbid:')}"


def recording_id(recording: Json) -> str:
    """`mbid:…`. Raises OtherLayout."""
    found = own_ids.mbid(text_of(recording.get("id")))
    if not found:
        raise OtherLayout("a recording whose `id` is no MBID")
    return found


def song(
    recording: Json, track_credit: Any = None, left_out: Callable[[str, str], None] = lambda *_: None
) -> SongRecord | None:
    """The recording as a song, its MBID the first of its own ids; None where its artists are not told.

    `track_credit` serves where the recording has none. `left_out` takes values that are none: what they are, and the first
    letters. Raises ValueError for what is no song, such as one by [unknown].
    """
    title = clean(text_of(recording.get("title")))
    if not title:
        raise OtherLayout("a recording without `title`")
    remark = clean(text_of(recording.get("disambiguation")))
    if _OTHER_RECORDING.search(remark):
        title = f"{title} ({remark})"
    names = recording.get("artist-credit") or track_credit
    if not names:
        return None
    credit, artist_ids = artist_credit(names)
    if max(len(title), len(credit)) > LONGEST_TEXT:
        raise ValueError(f"a title or artist credit of over {LONGEST_TEXT:,} letters")

    def number(field: str, read: Callable[[Any], int | None], what: str) -> int | None:
        value = recording.get(field)
        found = read(value)
        if found is None and value not in (None, "", 0):
            left_out(what, str(value) if isinstance(value, str | int | float) else "a list or object")
        return found

    told = SongRecord(
        credit,
        title,
        number("first-release-date", _year, "dates that are none"),
        number("length", _seconds, "lengths that are none"),
        _genres(recording.get("genres")),
        (recording_id(recording), *_isrcs(recording.get("isrcs"))),
        artist_ids,
    )
    if not told.song_id:
        raise ValueError("artist or title is blank")
    return told


def artist_credit(names: Any) -> tuple[str, tuple[str, ...]]:
    """The credit as `credited_artists` reads it, and the artists' MBIDs in that order, "" where unknown; raises ValueError."""
    if not isinstance(names, list):
        raise OtherLayout("an `artist-credit` that is no list")
    main: list[str] = []
    featured: list[str] = []
    ids: dict[str, str] = {}
    names_of = main
    for part in names:
        if not isinstance(part, dict):
            continue
        artist = part.get("artist")
        artist = artist if isinstance(artist, dict) else {}
        # a name that holds the sign between names would come apart
        name = clean(text_of(part.get("name")) or text_of(artist.get("name"))).replace(";", ",")
        if name and name.lower() not in _NO_ARTISTS:
            names_of.append(name)
            ids.setdefault(artist_id(name), own_ids.mbid(text_of(artist.get("id"))))
        if _FEATURING.search(text_of(part.get("joinphrase"))):
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
    names = {clean(text_of(each)).lower() for each in list_of(attributes)} - {"additional", ""}
    return ", ".join(sorted(names))[:200]


def _year(date: Any) -> int | None:
    return year(text_of(date)[:40])


def _seconds(length: Any) -> int | None:
    return duration(str(length), milliseconds=True) if isinstance(length, int | str) else None


def _genres(genres: Any) -> tuple[str, ...]:
    """Their names, those with most votes first."""
    votes = {
        name: count
        for each in list_of(genres)
        if isinstance(each, dict)
        and isinstance(count := each.get("count", 1), int)
        and count > 0
        and 0 < len(name := clean(text_of(each.get("name")))) <= 200
    }
    return tuple(sorted(votes, key=lambda name: (-votes[name], name))[:20])


def _isrcs(isrcs: Any) -> tuple[str, ...]:
    return tuple(sorted({own_ids.isrc(text_of(each)) for each in list_of(isrcs)} - {""}))


def list_of(value: Any) -> list[Any]:
    """A list that the JSON has, [] for anything else."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """A text that the JSON has, "" for anything else."""
    return value if isinstance(value, str) else ""
