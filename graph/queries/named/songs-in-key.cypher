// Songs of one key, slowest first. Parameters: key (text, as in Am or F#), limit (number) = 50.
// Columns: artist, title, year, bpm, key, song_id.
MATCH (song:Song {key: $key})
RETURN song.artist_credit AS artist, song.title AS title, song.year AS year, song.bpm AS bpm, song.key AS key,
       song.song_id AS song_id
ORDER BY bpm, song_id LIMIT toInteger($limit)
