// How many songs artists have. Parameters: ids. Columns: artist_id, songs; none for an artist that is not there.
UNWIND $ids AS id
MATCH (artist:Artist {artist_id: id})
RETURN artist.artist_id AS artist_id, count { (artist)-[:PERFORMED]->(:Song) } AS songs
