// Artists with their claims. Parameters: ids. Columns: artist_id, properties.
UNWIND $ids AS id
MATCH (artist:Artist {artist_id: id})
RETURN id AS artist_id, artist {.sources, .names, .own_ids, .name} AS properties
