// The name of artists that several claims name: what most say, then the first by its letters. Parameters: ids.
UNWIND $ids AS id
MATCH (artist:Artist {artist_id: id})
UNWIND artist.names AS name
WITH artist, name, count(*) AS says
ORDER BY says DESC, name
WITH artist, collect(name)[0] AS name
SET artist.name = name
