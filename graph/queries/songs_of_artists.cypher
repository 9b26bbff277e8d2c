// How many songs artists have. Parameters: ids. Columns: found [artist_id, songs], one list, without artists that are not there.
UNWIND $ids AS id
MATCH (artist:Artist {artist_id: id})
RETURN collect({artist_id: artist.artist_id, songs: count { (artist)-[:PERFORMED]->(:Song) }}) AS found
