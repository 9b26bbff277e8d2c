// Every song as it is told from others. Columns: song_id, artist_credit, title, year.
MATCH (song:Song)
RETURN song.song_id AS song_id, song.artist_credit AS artist_credit, song.title AS title, song.year AS year
