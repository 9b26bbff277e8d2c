"""Claims and what follows from them: nodes and relationships keep every source's claims, and their facts are derived.

Claims stand in parallel lists, one entry a claim; the source comes first. The same claims give the same facts, whatever the
order in which they came.

A source says one thing in several places, here with more, there with less: such statements are joined to one claim as they
come. Joining is idempotent, commutative and associative, so what is loaded twice, in another order or in other batches gives
the same claims; it never joins what two sources say, so that either can be forgotten.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.identity import credited_artists
from graph.schema import UNKNOWN_YEAR, Kind

Claim = tuple[Any, ...]
Properties = dict[str, Any]


def _apart(claims: Sequence[Claim]) -> Sequence[Claim]:
    return claims


@dataclass(frozen=True, slots=True)
class Claimed:
    """Something that sources claim: the lists that hold the claims, each with what it holds where nothing is known, and the
    facts that follow from the claims.

    `joined` makes one claim of those that a source makes of one thing; claims are different from each other when it is asked.

    In a store every list is a record of its own, so a list in which nothing is known is left out, and so are those of a single
    claim that say no more than a fact does (`told_by`: list → fact).
    """

    lists: dict[str, Any]
    derive: Callable[[Sequence[Claim]], Properties]
    told_by: Mapping[str, str] = field(default_factory=dict)
    joined: Callable[[Sequence[Claim]], Sequence[Claim]] = _apart

    def of(self, properties: Mapping[str, Any]) -> list[Claim]:
        """The claims that properties hold."""
        sources = properties.get("sources")
        if not sources:
            return []
        if len(sources) == 1:
            return [tuple(self._only(properties, name, unknown) for name, unknown in self.lists.items())]
        columns = (properties.get(name) or [unknown] * len(sources) for name, unknown in self.lists.items())
        return list(zip(*columns, strict=True))

    def _only(self, properties: Mapping[str, Any], name: str, unknown: Any) -> Any:
        listed = properties.get(name)
        if listed:
            return listed[0]
        fact = properties.get(self.told_by[name]) if name in self.told_by else None
        return unknown if fact is None else fact

    def properties(self, claims: Sequence[Claim]) -> Properties:
        """The properties for these claims, which are joined already, lists and facts; None for what there is not."""
        if len(claims) == 1:
            return {**dict.fromkeys(self.lists), **self.derive(claims), **self.created(claims[0])}
        found: Properties = {}
        for at, (name, unknown) in enumerate(self.lists.items()):
            column = [claim[at] for claim in claims]
            found[name] = column if any(value != unknown for value in column) else None
        return {**found, **self.derive(claims)}

    def created(self, claim: Claim) -> Properties:
        """The properties for a single claim."""
        told = self.told_by
        found = {
            name: [value]
            for (name, unknown), value in zip(self.lists.items(), claim, strict=True)
            if value != unknown and name not in told
        }
        found.update((name, value) for name, value in self.derive((claim,)).items() if value is not None)
        return found

    def with_claims(self, properties: Mapping[str, Any], new: Iterable[Claim]) -> tuple[Properties | None, int]:
        """The properties with claims that are not there yet, None when all are; and how many were new.

        One that says of a claim that stands no more than that does is there; one that says more changes it, and is not new.
        """
        standing = self.of(properties)
        held = set(standing)
        fresh = [claim for claim in new if claim not in held]
        if not fresh:
            return None, 0
        joined = self.joined(standing + fresh)
        if len(joined) == len(held) and held.issuperset(joined):
            return None, 0
        return self.properties(joined), max(0, len(joined) - len(standing))

    def without_source(self, properties: Mapping[str, Any], source: str) -> Properties | None:
        """The properties without a source's claims; None when no claim is left."""
        kept = [claim for claim in self.of(properties) if claim[0] != source]
        return self.properties(kept) if kept else None


def _fullest(named: int, full: Callable[[list[Claim]], list[Claim]]) -> Callable[[Sequence[Claim]], Sequence[Claim]]:
    """Joins claims that agree in their first values, the source among them: `full` leaves those that say more than any other.

    These are the greatest elements of a partial order, hence those of all claims together, however they came. Nothing is said
    that no claim said: of two different years both claims stay, and one without a year goes, since either covers it.
    """

    def joined(claims: Sequence[Claim]) -> Sequence[Claim]:
        if len(claims) == 1 or len({claim[0] for claim in claims}) == len(claims):  # which is usual
            return claims
        groups: dict[Claim, list[Claim]] = {}
        for claim in claims:
            groups.setdefault(claim[:named], []).append(claim)
        if len(groups) == len(claims):
            return claims
        return [claim for group in groups.values() for claim in (full(group) if len(group) > 1 else group)]

    return joined


def _full_songs(group: list[Claim]) -> list[Claim]:
    """Without those whose year, duration and own ids another has, too; nearly linear, since a song may have thousands."""
    covered = Counter(
        pair
        for *_, year, duration, _ in group
        for pair in {(year, duration), (UNKNOWN_YEAR, duration), (year, 0), (UNKNOWN_YEAR, 0)}
    )
    by_id: dict[str, list[Claim]] = {}
    for claim in group:
        for own_id in claim[5].split():
            by_id.setdefault(own_id, []).append(claim)
    return [
        claim
        for claim in group
        if not (
            any(other is not claim and _song_says_more(other, claim) for other in by_id[claim[5].split()[0]])
            if claim[5]
            else covered[claim[3:5]] > 1  # by itself, and by another
        )
    ]


def _song_says_more(one: Claim, other: Claim) -> bool:
    """Whether one claim has the other's year, duration and own ids; of two with the same ids in another order, the lesser."""
    *_, year, duration, ids = one
    *_, other_year, other_duration, other_ids = other
    if other_year not in (UNKNOWN_YEAR, year) or other_duration not in (0, duration):
        return False
    if ids == other_ids:
        return True
    held, others = set(ids.split()), set(other_ids.split())
    if held != others:
        return held > others
    return (year, duration) != (other_year, other_duration) or bool(ids < other_ids)


def _full_artists(group: list[Claim]) -> list[Claim]:
    """Without the one that has no own id, where another has."""
    return [claim for claim in group if claim[2]] or group


def _one_an_address(claims: Sequence[Claim]) -> Sequence[Claim]:
    """Joins what a source says of two songs, as it states them, at one address: direct before interpolation before unknown, and
    the fuller of the parts and of the times, which is the longer one, then the last by its letters."""
    if len(claims) == 1 or len({claim[0] for claim in claims}) == len(claims):
        return claims
    found: dict[Claim, Claim] = {}
    for claim in claims:
        source, url, *_, sampler, sampled = claim
        at = (source, url, sampler, sampled) if url else claim
        there = found.get(at)
        found[at] = claim if there is None else _fuller(there, claim)
    return claims if len(found) == len(claims) else list(found.values())


_KINDS = tuple(kind.value for kind in Kind)  # the surest first


def _fuller(one: Claim, other: Claim) -> Claim:
    source, url, kind, part, times, *stated = one
    kind = min(kind, other[2], key=_KINDS.index)
    part, times = (max(pair, key=lambda text: (len(text), text)) for pair in ((part, other[3]), (times, other[4])))
    return source, url, kind, part, times, *stated


def _most_said(values: Iterable[str]) -> str:
    """What most claims say, then the first by its letters."""
    said = Counter(values)
    return min(said, key=lambda value: (-said[value], value))


def _song(claims: Sequence[Claim]) -> Properties:
    """The title that most claims say with the fullest credit; the earliest year, since later ones are those of re-issues; the
    longest duration; the least of the ids that sources have for it."""
    if len(claims) == 1:
        _, title, credit, year, duration, own = claims[0]
        facts = {"title": title, "artist_credit": credit, "year": year or None, "duration": duration or None}
        return {**facts, **_own_ids(own)}
    if not claims:
        facts = dict.fromkeys(("title", "artist_credit", "year", "duration"))
        return {**facts, **_own_ids("")}
    _, titles, artist_credits, years, durations, own_ids = zip(*claims, strict=True)
    names = {credit: len(credited_artists(credit)) for credit in set(artist_credits)}
    most = max(names.values())
    return {
        "title": _most_said(titles),
        "artist_credit": _most_said(credit for credit in artist_credits if names[credit] == most),
        "year": min(filter(None, years), default=None),
        "duration": max(filter(None, durations), default=None),
        **_own_ids(" ".join(own_ids)),
    }


_OWN_IDS = {"mbid": "mbid:", "isrc": "isrc:", "whosampled_path": "whosampled:"}


_NO_OWN_IDS = dict.fromkeys(("mbid", "isrc", "whosampled_path"))


def _own_ids(text: str) -> Properties:
    if not text or text.isspace():
        return _NO_OWN_IDS
    ids = sorted(text.split())
    return {
        name: next((own_id.removeprefix(kind) for own_id in ids if own_id.startswith(kind)), None)
        for name, kind in _OWN_IDS.items()
    }


def _artist(claims: Sequence[Claim]) -> Properties:
    if len(claims) == 1:
        return {"name": claims[0][1]}
    return {"name": _most_said(claim[1] for claim in claims) if claims else None}


def _performed(claims: Sequence[Claim]) -> Properties:
    if len(claims) == 1:
        return {"role": claims[0][1]}
    roles = {claim[1] for claim in claims}
    return {"role": next((role for role in ("main", "featured", "remixer") if role in roles), None)}


def _nothing(_: Sequence[Claim]) -> Properties:
    return {}


def _relation(claims: Sequence[Claim]) -> Properties:
    """Direct before interpolation before unknown; the part that most claims name, none only when none does."""
    if len(claims) == 1:
        return {"kind": claims[0][2], "part": claims[0][3]}
    kinds = {claim[2] for claim in claims}
    parts = [claim[3] for claim in claims if claim[3]]
    return {
        "kind": next((kind for kind in Kind if kind in kinds), Kind.UNKNOWN).value,
        "part": _most_said(parts) if parts else "",
    }


# the source of a claim is always known
SONG = Claimed(
    {"sources": None, "titles": None, "artist_credits": None, "years": UNKNOWN_YEAR, "durations": 0, "own_ids": ""},
    _song,
    joined=_fullest(3, _full_songs),
)
ARTIST = Claimed({"sources": None, "names": None, "own_ids": ""}, _artist, joined=_fullest(2, _full_artists))
PERFORMED = Claimed({"sources": None, "roles": "main", "stated": ""}, _performed)
PRODUCED = Claimed({"sources": None, "stated": ""}, _nothing)
IN_GENRE = Claimed({"sources": None, "stated": ""}, _nothing)
RELATION = Claimed(
    {
        "sources": None,
        "source_urls": "",
        "kinds": Kind.UNKNOWN.value,
        "parts": "",
        "times": "",
        "samplers": "",
        "sampleds": "",
    },
    _relation,
    joined=_one_an_address,
)
