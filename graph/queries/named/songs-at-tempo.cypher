// Songs between two tempos, most sampled first. Parameters: low (number), high (number), limit (number) = 50.
// Columns: artist, title, year, bpm, key, samplers, song_id.
MATCH (song:Song) WHERE $low <= song.bpm <= $high
RETURN song.artist_credit AS artist, song.title AS title, song.year AS year, song.bpm AS bpm, song.key AS key,
       COUNT { (song)<-[:SAMPLES]-() } AS samplers, song.song_id AS song_id
ORDER BY samplers DESC, song_id LIMIT toInteger($limit)
