// Who performed songs, with the claims. Parameters: ids. Columns: song_id, performed [artist_id, edge (its id), properties].
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
RETURN id AS song_id, [(artist)-[edge:PERFORMED]->(song) | [artist.artist_id, elementId(edge), properties(edge)]] AS performed
