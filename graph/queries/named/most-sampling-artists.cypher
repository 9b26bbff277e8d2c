// The artists who sample most. Parameters: limit (number) = 20. Columns: artist, samples, songs (of theirs that sample), artist_id.
MATCH (artist:Artist)-[:PERFORMED]->(song:Song)-[:SAMPLES]->()
RETURN artist.name AS artist, count(*) AS samples, count(DISTINCT song) AS songs, artist.artist_id AS artist_id
ORDER BY samples DESC, artist_id LIMIT toInteger($limit)
