// Artists of which a source claims more than once. Columns: artist_id.
MATCH (artist:Artist)
WHERE any(at IN range(1, size(artist.sources) - 1) WHERE artist.sources[at] IN artist.sources[..at])
RETURN artist.artist_id AS artist_id
