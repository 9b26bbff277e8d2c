"""All that is known of one song, with who says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.answers.wording import BACKWARD, FORWARD
from graph.claims import RELATION, SONG, Claim
from graph.connection import Database
from graph.search import resolve


@dataclass(slots=True)
class Shown:
    """A song's facts by name, and its relations as rows."""

    facts: dict[str, Any]
    relations: list[dict[str, Any]]


def show(database: Database, text: str) -> Shown:
    """The song that the text means; raises SongAmbiguous or SongNotFound."""
    song_id = resolve(database, text).song_id
    found = database.read("show_song", song_id=song_id)[0]
    song = found["song"]
    measured = sorted(found["measured"], key=lambda each: str(each["source"]))
    facts = {
        "song": f"{song['artist_credit']} – {song['title']}",
        "song_id": song_id,
        "year": song.get("year"),
        "artists": ", ".join(sorted(f"{each['name']} ({each['role']})" for each in found["artists"])),
        "producers": _named(found["producers"]),
        "remixers": _named(found["remixers"]),
        "genres": ", ".join(sorted(found["genres"])),
        "bpm": f"{song['bpm']:.1f} (from {song['bpm_source']})" if song.get("bpm") else "unknown",
        "key": f"{song['key']} (from {song['key_source']})" if song.get("key") else "unknown",
        "measured": "; ".join(
            f"{each['source']}: {', '.join(str(each[what]) for what in ('bpm', 'key') if each[what] is not None)}"
            for each in measured
        )
        if len(measured) > 1
        else None,
        "stated": "; ".join(
            sorted(
                {
                    f"{source}: {credit} – {title}{f' ({year})' if year else ''}"
                    for source, title, credit, year, *_ in SONG.of(song)
                }
            )
        ),
        "also known as": ", ".join(sorted(found["aliases"])),
    }
    relations = [
        {
            "relation": (FORWARD if row["forward"] else BACKWARD)[row["type"]],
            "artist": row["artist_credit"],
            "title": row["title"],
            "year": row["year"],
            "kind": None if row["relation"]["kind"] == "unknown" else row["relation"]["kind"],
            "part": row["relation"]["part"] or None,
            "times": "; ".join(sorted({claim[4] for claim in claims if claim[4]})) or None,
            "sources": ", ".join(sorted({claim[0] for claim in claims})),
            "stated": "; ".join(sorted(map(_said, claims))) if len(claims) > 1 else None,
            "song_id": row["song_id"],
        }
        for row in database.read("show_relations", song_id=song_id)
        for claims in (RELATION.of(row["relation"]),)
    ]
    return Shown(facts, relations)


def _named(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """Who they are, each with the sources that say so."""
    return "; ".join(sorted(f"{each['name']} ({', '.join(sorted(set(each['sources'])))})" for each in rows)) or None


def _said(claim: Claim) -> str:
    """What one source says of a relation, in words."""
    source, url, kind, part, times, *_ = claim
    said = [each for each in ("" if kind == "unknown" else kind, part, times, url) if each]
    return f"{source}: {', '.join(said)}" if said else str(source)
