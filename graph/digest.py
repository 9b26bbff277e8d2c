"""One number for all that the graph holds: equal graphs have equal digests, whatever the order they were loaded in.

It covers songs, artists, relations with their claims, features, merges and the model's parameters and input digest, and leaves
out times and floats (a bpm counts in hundredths).
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from graph.claims import ARTIST, IN_GENRE, PERFORMED, PRODUCED, RELATION, SONG, Claim
from graph.connection import Database

_SONG = (
    *("title", "artist_credit", "year", "duration", "bpm", "bpm_source", "key", "key_source"),
    *("mbid", "isrc", "whosampled_path"),
)
_MODULUS = 1 << 256


def digest_of(database: Database) -> str:
    """The digest, 64 hexadecimal digits: the sum of the hashes of all parts, so that no order matters and memory stays flat.

    A song that is stated under several ids counts under the least of them, whichever it has.
    """
    names = {row["song_id"]: min(row["stated_ids"]) for row in database.stream("digest_names")}
    total = 0
    for row in database.stream("digest_songs"):
        song = row["properties"]
        song_id = song["song_id"]
        facts = [names.get(song_id, song_id), *(_plain(song.get(name)) for name in _SONG)]
        claims = sorted(SONG.of(song))
        genres = sorted([genre, _stated(song_id, IN_GENRE.of(edge))] for genre, edge in row["genres"])
        total += _hash("song", facts, claims, genres)
    for row in database.stream("digest_artists"):
        artist = row["properties"]
        performed = sorted(
            [names.get(song, song), _stated(song, PERFORMED.of(edge))] for song, edge in row["performed"]
        )
        claims = sorted(ARTIST.of(artist))
        total += _hash("artist", artist["artist_id"], artist.get("name"), claims, performed)
        for song, edge in row["produced"]:
            total += _hash("produced", artist["artist_id"], names.get(song, song), _stated(song, PRODUCED.of(edge)))
    for row in database.stream("digest_relations"):
        sampler, sampled, relation = row["sampler"], row["sampled"], row["properties"]
        facts = [row["type"], names.get(sampler, sampler), names.get(sampled, sampled)]
        claims = sorted(
            (*claim, taking or sampler, taken or sampled) for *claim, taking, taken in RELATION.of(relation)
        )
        total += _hash("relation", facts, relation.get("kind"), relation.get("part"), claims)
    for row in database.stream("digest_measured"):
        song = row["song_id"]
        facts = [names.get(song, song), row["stated"] or song, row["source"], _plain(row["bpm"]), row["key"]]
        total += _hash("measured", facts)
    for row in database.read("merges"):
        total += _hash("merge", row["merged"], row["kept"])
    for row in database.read("model"):
        total += _hash("model", row["model_id"], row["state"], row["parameters"], row["adjacency_digest"])
    return f"{total % _MODULUS:064x}"


def _hash(*parts: Any) -> int:
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=32).digest())


def _plain(value: Any) -> Any:
    return round(value * 100) if isinstance(value, float) else value


def _stated(song: str, claims: Sequence[Claim]) -> list[Any]:
    """The claims of an edge, each with the id that it states last: "" is the song's own."""
    return sorted((*claim, stated or song) for *claim, stated in claims)
