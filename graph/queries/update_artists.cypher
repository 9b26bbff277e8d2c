// Artists with other claims, and what follows from them. Parameters: rows [artist_id, properties].
UNWIND $rows AS row
MATCH (artist:Artist {artist_id: row.artist_id})
SET artist += row.properties
