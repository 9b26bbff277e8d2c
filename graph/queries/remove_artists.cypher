// Artists whom nobody names any more. Parameters: ids.
UNWIND $ids AS id
MATCH (artist:Artist {artist_id: id})
DETACH DELETE artist
