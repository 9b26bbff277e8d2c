// The songs that most others sample. Parameters: limit (number) = 20. Columns: artist, title, year, samplers, song_id.
MATCH (song:Song)<-[:SAMPLES]-()
RETURN song.artist_credit AS artist, song.title AS title, song.year AS year, count(*) AS samplers, song.song_id AS song_id
ORDER BY samplers DESC, song_id LIMIT toInteger($limit)
