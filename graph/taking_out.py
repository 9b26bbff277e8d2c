"""Takes songs with all their claims out of the graph, so that they can be loaded again where they now belong."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph.batch import Batch
from graph.claims import ARTIST, IN_GENRE, PERFORMED, PRODUCED, RELATION, SONG, Claim
from graph.connection import Work
from graph.identity import song_id


def take_out(
    work: Work, songs: Sequence[str], batch: Batch, *, without: str | None = None, restated: bool = False
) -> None:
    """Move the claims about songs, and about their relations, from the graph into the batch; `without` leaves one source out.

    With `restated` all that is under a song's own id goes to the id that its source's statement of the song gives today, and
    artists are those of the credits, producers and remixers those whom their names mean today. The bare nodes stay, so that
    what was recommended stays with a song that is loaded again; `remove_songs` removes the rest.
    """
    rows = work.run("take_out_songs", ids=list(songs)).rows
    work.run("take_out_claims", ids=list(songs))
    own = Own(
        {row["song_id"]: [claim for claim in SONG.of(row["song"]) if claim[0] != without] for row in rows}, restated
    )
    for row in rows:
        song = row["song_id"]
        for claim in own.claims[song]:
            batch.sources[claim[0]] = None
            stated = song_id(claim[2], claim[1])
            batch.songs.setdefault(stated, {})[claim] = None
            if restated:
                batch.add_credits(claim[2], claim[0], stated)
        for artist, edge in row["performed"]:
            for source, role, stated in PERFORMED.of(edge):
                if source != without and not restated:
                    batch.performed.setdefault((artist["artist_id"], stated or song), {})[source, role] = None
                elif source != without and role == "remixer":
                    batch.add_remixers(_names(artist, source), source, own.id(song, stated, source))
        for artist, edge in row["produced"]:
            for source, stated in PRODUCED.of(edge):
                if source != without and not restated:
                    batch.produced.setdefault((artist["artist_id"], stated or song), {})[(source,)] = None
                elif source != without:
                    batch.add_producers(_names(artist, source), source, own.id(song, stated, source))
        for genre, edge in row["genres"]:
            for source, stated in IN_GENRE.of(edge):
                if source != without:
                    batch.genres.setdefault((genre, own.id(song, stated, source)), {})[(source,)] = None
        for source, stated, bpm, key in row["measured"]:
            if source != without:
                batch.measured[own.id(song, stated, source), source] = bpm, key
        for kind, other, edge in row["out"]:
            _relation(batch, kind, (song, other), edge, without, own)
        for kind, other, edge in row["in"]:
            _relation(batch, kind, (other, song), edge, without, own)


def _names(artist: Mapping[str, Any], source: str) -> list[str]:
    return [name for claimant, name, _ in ARTIST.of(artist) if claimant == source]


class Own:
    """What "" means where a claim states an id: the song's own, or, restated, the one that the source's statement gives."""

    def __init__(self, claims: Mapping[str, list[Claim]], restated: bool) -> None:
        self.claims = claims
        self._given: dict[tuple[str, str], str] = {}
        if restated:
            for song, stated in claims.items():
                for claim in sorted(stated, reverse=True):
                    self._given[song, claim[0]] = self._given[song, ""] = song_id(claim[2], claim[1])

    def id(self, song: str, stated: str, source: str) -> str:
        """The id that a claim of that source states of that song."""
        return stated or self._given.get((song, source)) or self._given.get((song, ""), song)


def _relation(
    batch: Batch, kind: str, pair: tuple[str, str], edge: dict[str, Any], without: str | None, own: Own
) -> None:
    for *claim, sampler, sampled in RELATION.of(edge):
        if claim[0] != without:
            ids = own.id(pair[0], sampler, claim[0]), own.id(pair[1], sampled, claim[0])
            if ids[0] != ids[1]:  # else what was two songs once is one now
                batch.relations.setdefault((kind, *ids), {})[tuple(claim)] = None
