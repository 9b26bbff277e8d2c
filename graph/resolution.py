"""Which song each id means: ids that a source's own id connects are one song, and so are ids that a person joined.

Songs are the connected parts of a graph whose nodes are ids – those that artist and title give, and sources' own – and whose
edges are claims (a claim states one of the first kind and any number of the second) and merges. A song keeps the `song_id` it
has as long as one of its claims states it, whatever else it is called later.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


class Groups:
    """Disjoint sets of ids (union by path halving; Tarjan and van Leeuwen 1984)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, each: str) -> str:
        """The id that stands for the group of this one."""
        parent = self._parent
        parent.setdefault(each, each)
        while parent[each] != each:
            parent[each] = parent[parent[each]]
            each = parent[each]
        return each

    def join(self, one: str, other: str) -> None:
        """Make one group of two."""
        self._parent[self.find(one)] = self.find(other)

    def all(self) -> list[list[str]]:
        """The groups."""
        found = defaultdict(list)
        for each in self._parent:
            found[self.find(each)].append(each)
        return list(found.values())


@dataclass(slots=True)
class Resolution:
    """The answer: the song of each id where it is not the song of that id; the aliases and stated ids to be kept; the songs
    that are parts of others now."""

    names: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    stated: dict[str, list[str]] = field(default_factory=dict)
    absorbed: list[str] = field(default_factory=list)


def resolve(
    claimed: Iterable[tuple[str, tuple[str, ...]]],
    mentioned: Iterable[str],
    known: Mapping[str, str],
    existing: Iterable[str],
    merges: Mapping[str, str],
) -> Resolution:
    """Resolve ids: those of claims (stated, own ids) and those only mentioned, against songs that are in the graph.

    `known`: alias → song_id; `existing`: which of the ids are song_ids; `merges`: merged → kept.
    """
    groups = Groups()
    stated = set()
    for each, own_ids in claimed:
        stated.add(each)
        groups.find(each)
        for own_id in own_ids:
            groups.join(own_id, each)
    songs = set(existing)
    for alias, song in known.items():
        groups.join(alias, song)
        songs.add(song)
    for merged, kept in merges.items():
        groups.join(merged, kept)
    standing = {kept for kept in merges.values() if kept not in merges}
    relevant = stated | set(mentioned)
    found = Resolution()
    for group in groups.all():
        if relevant.isdisjoint(group):
            continue  # merges that nobody speaks of
        here = sorted(each for each in group if each in songs)
        claims = sorted(each for each in group if each in stated)
        if not here and not claims:
            continue  # only mentioned: no song
        roots = sorted(each for each in group if each in standing)
        name = (roots or here or claims)[0]
        found.absorbed += [each for each in here if each != name]
        for each in group:
            if each != name:
                found.names[each] = name
                found.aliases[each] = name
        if claims and (len(group) > 1):
            found.stated[name] = claims
    return found
