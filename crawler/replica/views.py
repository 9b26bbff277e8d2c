"""What the templates show of a track's connections."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.replica.contents import SECTIONS, Connection, Contents, Section, Track
from crawler.replica.slugs import Path


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a track's page: the heading tells all connections, `see_all` is where they are if not here."""

    section: Section
    heading: str
    connections: Sequence[Connection]
    see_all: Path | None

    @classmethod
    def of(
        cls,
        track: Track,
        section: Section,
        old: bool,
        connections: Sequence[Connection],
        listed: int | None,
        shown: Sequence[Connection] | None = None,
    ) -> "SectionView":
        """The first `listed` of the connections, or those `shown`."""
        number = len(connections)
        see_all = (*track.path, section.suffix) if listed is not None and number > listed else None
        heading = f"{section.old if old else section.new} {number:,} song{'s' if number > 1 else ''}"
        return cls(section, heading, connections[:listed] if shown is None else shown, see_all)


@dataclass(frozen=True, slots=True)
class Item:
    """A track in a list, with few of its connections by section; `more` are left out."""

    track: Track
    blocks: list[tuple[Section, Sequence[Connection]]]
    more: int


def item(contents: Contents, track: Track, sections: Sequence[Section], most: int) -> Item:
    """The track with at most so many connections in all."""
    blocks = []
    room, left_out = most, 0
    for section in sections:
        connections = contents.connections(track, section)
        if connections[:room]:
            blocks.append((section, connections[:room]))
        left_out += max(0, len(connections) - room)
        room = max(0, room - len(connections))
    return Item(track, blocks, left_out)


@dataclass(frozen=True, slots=True)
class Related:
    """Other connections of a connection's tracks, under words that tell no number."""

    words: str
    track: Track
    section: Section
    connections: Sequence[Connection]
    see_all: Path | None


def related(contents: Contents, connection: Connection, most: int) -> list[Related]:
    """What else each of the two tracks takes and gives."""
    found = []
    for track in (connection.dest, connection.source):
        for section in SECTIONS:
            all_ = contents.connections(track, section)
            others = [each for each in all_[: most + 1] if each.number != connection.number][:most]
            if others:
                words = _OTHERS[section.suffix]
                see_all = (*track.path, section.suffix) if len(all_) > most else None
                found.append(Related(words, track, section, others, see_all))
    return found


_OTHERS = {
    "samples": "Other songs sampled in",
    "sampled": "Other songs that sampled",
    "covers": "Other songs covered in",
    "covered": "Other covers of",
    "remixes": "Other songs remixed in",
    "remixed": "Other remixes of",
}
