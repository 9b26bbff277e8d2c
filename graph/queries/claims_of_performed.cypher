// Who performed songs, with the claims. Parameters: ids.
// Columns: found [song_id, performed [artist_id, edge (its id), properties]], one list: a driver is slow at many rows.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
WITH id, [(artist)-[edge:PERFORMED]->(song) | [artist.artist_id, elementId(edge), properties(edge)]] AS performed
RETURN collect({song_id: id, performed: performed}) AS found
