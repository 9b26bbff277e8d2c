// Who produced songs, with the claims. Parameters: ids.
// Columns: found [song_id, produced [artist_id, edge (its id), properties]], one list: a driver is slow at many rows.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
WITH id, [(artist)-[edge:PRODUCED]->(song) | [artist.artist_id, elementId(edge), properties(edge)]] AS produced
RETURN collect({song_id: id, produced: produced}) AS found
