// The songs nearest to a song by the vectors of its model (`mixgraph publish --vectors`), without those it is connected with: what the
// model prefers, as far as Neo4j's index finds it among so many candidates; more find more. A song's vector is [y, x, rest], and it asks
// with [x, y, 0]. Parameters: song (song), limit (number) = 20, candidates (number) = 1000.
// Columns: rank, artist, title, similarity (cosine), song_id.
MATCH (seed:Song {song_id: $song}) WHERE seed.vector IS NOT NULL
WITH seed, size(seed.vector) / 2 AS half, toInteger($limit) AS limit,
     COLLECT { MATCH (seed)-[:SAMPLES|COVERS|REMIXES]-(known:Song) RETURN DISTINCT known } AS known
CALL db.index.vector.queryNodes(
  'song_vectors', toInteger($candidates), seed.vector[half..2 * half] + seed.vector[..half] + [0.0]
)
YIELD node AS song, score
WITH song, score, limit WHERE song <> seed AND NOT song IN known
WITH song, score, limit ORDER BY score DESC, song.song_id
WITH limit, collect({song: song, score: score}) AS found
UNWIND range(0, CASE WHEN size(found) < limit THEN size(found) ELSE limit END - 1) AS at
WITH at, found[at].song AS song, found[at].score AS score
RETURN at + 1 AS rank, song.artist_credit AS artist, song.title AS title, round(2 * score - 1, 4) AS similarity,
       song.song_id AS song_id
ORDER BY rank
