"""One number for all that the graph holds: equal graphs have equal digests, whatever the order they were loaded in.

It covers songs, artists, relations with their claims, features and the model's parameters and input digest, and leaves out
times and floats (a bpm counts in hundredths).
"""

import hashlib
import json
from typing import Any

from graph.connection import Database

_SONG = (
    *("song_id", "title", "artist_credit", "year", "duration", "bpm", "bpm_source", "key", "key_source"),
    *("mbid", "isrc", "whosampled_path"),
)
_CLAIMS = {
    "song": ("sources", "titles", "artist_credits", "years", "durations"),
    "artist": ("sources", "names"),
    "relation": ("sources", "source_urls", "kinds", "parts", "times"),
}
_MODULUS = 1 << 256


def digest_of(database: Database) -> str:
    """The digest, 64 hexadecimal digits: the sum of the hashes of all parts, so that no order matters and memory stays flat."""
    total = 0
    for row in database.stream("digest_songs"):
        song = row["properties"]
        facts = [_plain(song.get(name)) for name in _SONG]
        total += _hash("song", facts, sorted(song.get("aliases") or []), _claims("song", song), _sorted(row["genres"]))
    for row in database.stream("digest_artists"):
        artist = row["properties"]
        performed = [[song, sorted(zip(sources, roles, strict=True))] for song, sources, roles in row["performed"]]
        total += _hash("artist", artist["artist_id"], artist.get("name"), _claims("artist", artist), _sorted(performed))
    for row in database.stream("digest_relations"):
        relation = row["properties"]
        facts = [row["type"], row["sampler"], row["sampled"], relation.get("kind"), relation.get("part")]
        total += _hash("relation", facts, _claims("relation", relation))
    for row in database.stream("digest_measured"):
        total += _hash("measured", [_plain(value) for value in row.values()])
    for row in database.read("model"):
        total += _hash("model", row["model_id"], row["state"], row["parameters"], row["adjacency_digest"])
    return f"{total % _MODULUS:064x}"


def _hash(*parts: Any) -> int:
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=32).digest())


def _plain(value: Any) -> Any:
    return round(value * 100) if isinstance(value, float) else value


def _claims(what: str, properties: dict[str, Any]) -> list[Any]:
    return sorted(zip(*(properties.get(name) or [] for name in _CLAIMS[what]), strict=True))


def _sorted(lists: list[Any]) -> list[Any]:
    return sorted([part if isinstance(part, str) else sorted(part) for part in each] for each in lists)
