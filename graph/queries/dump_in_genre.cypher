// Genres of songs, in order. Columns: song, genre, sources.
// The hint keeps to the index's order: with few at the other end, all would be sorted, which large graphs have no room for.
MATCH (song:Song) USING INDEX song:Song(song_id) WHERE song.song_id IS NOT NULL
MATCH (song)-[in_genre:IN_GENRE]->(genre:Genre)
RETURN song.song_id AS song, genre.name AS genre, in_genre.sources AS sources
ORDER BY song.song_id, genre.name
