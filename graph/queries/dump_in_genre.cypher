// Genres of songs, in order. Columns: song, genre, sources.
MATCH (song:Song) WHERE song.song_id IS NOT NULL
MATCH (song)-[in_genre:IN_GENRE]->(genre:Genre)
RETURN song.song_id AS song, genre.name AS genre, in_genre.sources AS sources
ORDER BY song.song_id, genre.name
