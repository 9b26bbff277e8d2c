// Which genres songs are in, with the claims. Parameters: ids.
// Columns: found [song_id, genres [genre, edge (its id), properties]], one list: a driver is slow at many rows.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
WITH id, [(song)-[edge:IN_GENRE]->(genre) | [genre.name, elementId(edge), properties(edge)]] AS genres
RETURN collect({song_id: id, genres: genres}) AS found
