// Artists whom a source names, and artists of whom no song is left. Parameters: source. Columns: artist_id, performed.
MATCH (artist:Artist)
WITH artist, EXISTS { (artist)-[:PERFORMED]->() } AS performed
WHERE $source IN artist.sources OR NOT performed
RETURN artist.artist_id AS artist_id, performed
