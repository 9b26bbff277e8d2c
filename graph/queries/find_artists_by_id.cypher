// Artists of these ids. Parameters: ids. Columns: artist_id, name.
UNWIND $ids AS id
MATCH (artist:Artist {artist_id: id})
RETURN artist.artist_id AS artist_id, artist.name AS name
