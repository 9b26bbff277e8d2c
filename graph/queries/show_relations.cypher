// The relations of a song. Parameters: song_id.
// Columns: type, forward (the song takes from the other), song_id, title, artist_credit, year, relation (properties).
MATCH (song:Song {song_id: $song_id})-[relation:SAMPLES|COVERS|REMIXES]-(other:Song)
RETURN type(relation) AS type, startNode(relation) = song AS forward, other.song_id AS song_id, other.title AS title,
       other.artist_credit AS artist_credit, other.year AS year, properties(relation) AS relation
ORDER BY type, forward DESC, year, song_id
