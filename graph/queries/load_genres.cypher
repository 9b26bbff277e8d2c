// Genres of songs. Parameters: rows [song_id, genre, claims [source]]. Columns: claims (new ones).
UNWIND $rows AS row
MERGE (genre:Genre {name: row.genre})
WITH genre, row
MATCH (song:Song {song_id: row.song_id})
MERGE (song)-[in_genre:IN_GENRE]->(genre)
WITH in_genre, row, coalesce(in_genre.sources, []) AS sources
WITH in_genre, sources, [claim IN row.claims WHERE NOT claim.source IN sources] AS new
WHERE size(new) > 0
SET in_genre.sources = sources + [claim IN new | claim.source]
RETURN sum(size(new)) AS claims
