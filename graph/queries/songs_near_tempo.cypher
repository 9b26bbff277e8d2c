// Songs of about these tempos, most sampled first, for a seed of which only bpm or key are known.
// Parameters: ranges [low, high], limit. Columns: as of answer_songs.
MATCH (song:Song)
WHERE (song.bpm IS NOT NULL OR song.key IS NOT NULL)
  AND (size($ranges) = 0 OR any(range IN $ranges WHERE range[0] <= song.bpm <= range[1]))
WITH song, COUNT { (song)<-[:SAMPLES]-() } AS sampled
ORDER BY sampled DESC, song.song_id LIMIT $limit
RETURN song.song_id AS song_id, song.title AS title, song.artist_credit AS artist_credit, song.year AS year,
       song.bpm AS bpm, song.key AS key, [(song)-[:IN_GENRE]->(genre) | genre.name] AS genres,
       [(artist)-[:PERFORMED]->(song) | artist.artist_id] AS artists, COUNT { (song)-[:SAMPLES]->() } AS takes, false AS known
