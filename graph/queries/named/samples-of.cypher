// What a song samples, oldest first. Parameters: song (song). Columns: artist, title, year, kind, part, sources, song_id.
MATCH (:Song {song_id: $song})-[relation:SAMPLES]->(other:Song)
RETURN other.artist_credit AS artist, other.title AS title, other.year AS year, relation.kind AS kind, relation.part AS part,
       COLLECT { UNWIND relation.sources AS source RETURN DISTINCT source ORDER BY source } AS sources, other.song_id AS song_id
ORDER BY year, song_id
