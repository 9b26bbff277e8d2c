// Artists with their claims. Parameters: ids. Columns: found [artist_id, properties], one list: a driver is slow at many rows.
UNWIND $ids AS id
MATCH (artist:Artist {artist_id: id})
RETURN collect({artist_id: id, properties: properties(artist)}) AS found
