"""Claims and what follows from them: nodes and relationships keep every source's claims, and their facts are derived.

Claims stand in parallel lists, one entry a claim; the source comes first. The same claims give the same facts, whatever the
order in which they came.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.schema import UNKNOWN_YEAR, Kind

Claim = tuple[Any, ...]
Properties = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claimed:
    """Something that sources claim: the lists that hold the claims, each with what it holds where nothing is known, and the
    facts that follow from the claims.

    In a store every list is a record of its own, so a list in which nothing is known is left out, and so are those of a single
    claim that say no more than a fact does (`told_by`: list → fact).
    """

    lists: dict[str, Any]
    derive: Callable[[Sequence[Claim]], Properties]
    told_by: Mapping[str, str] = field(default_factory=dict)

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
        """The properties for these claims, lists and facts; None for what there is not."""
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
        """The properties with claims that are not there yet, None when all are; and how many were new."""
        standing = self.of(properties)
        held = set(standing)
        fresh = [claim for claim in new if claim not in held]
        return (self.properties(standing + fresh), len(fresh)) if fresh else (None, 0)

    def without_source(self, properties: Mapping[str, Any], source: str) -> Properties | None:
        """The properties without a source's claims; None when no claim is left."""
        kept = [claim for claim in self.of(properties) if claim[0] != source]
        return self.properties(kept) if kept else None


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
    most = max(credit.count(";") for credit in artist_credits)
    return {
        "title": _most_said(titles),
        "artist_credit": _most_said(credit for credit in artist_credits if credit.count(";") == most),
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
)
ARTIST = Claimed({"sources": None, "names": None, "own_ids": ""}, _artist)
PERFORMED = Claimed({"sources": None, "roles": "main", "stated": ""}, _performed)
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
)
