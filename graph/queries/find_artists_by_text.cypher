// Artists of whose name these are words, best first.
// Parameters: text (Lucene, escaped), limit. Columns: artist_id, name, songs (performed or produced), score.
CALL db.index.fulltext.queryNodes('artist_text', $text, {limit: $limit}) YIELD node AS artist, score
RETURN artist.artist_id AS artist_id, artist.name AS name,
       COUNT { MATCH (artist)-[:PERFORMED|PRODUCED]->(song) RETURN DISTINCT song } AS songs, score
