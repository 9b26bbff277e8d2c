// Which genres songs are in, with the claims. Parameters: ids. Columns: song_id, genres [genre, edge (its id), properties].
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
RETURN id AS song_id, [(song)-[edge:IN_GENRE]->(genre) | [genre.name, elementId(edge), properties(edge)]] AS genres
