// Every artist, in order. Columns: artist_id, name, sources.
MATCH (artist:Artist) WHERE artist.artist_id IS NOT NULL
RETURN artist.artist_id AS artist_id, artist.name AS name, artist.sources AS sources
ORDER BY artist_id
