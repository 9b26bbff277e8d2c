// Which genre what is in, where nobody said it yet. Parameters: rows [genre, song_id, properties].
UNWIND $rows AS row
MERGE (genre:Genre {name: row.genre})
WITH genre, row
MATCH (song:Song {song_id: row.song_id})
CREATE (song)-[in_genre:IN_GENRE]->(genre)
SET in_genre = row.properties
