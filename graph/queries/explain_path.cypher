// A shortest way from a seed to each of some songs over relations, artists and producers. Parameters: song_id, ids.
// Columns: song_id, path (names, from the seed), types (relationship types between them), forward (does it point away from the seed).
MATCH (seed:Song {song_id: $song_id})
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
MATCH path = SHORTEST 1 (seed)-[:SAMPLES|COVERS|REMIXES|PERFORMED|PRODUCED]-{1,6}(song)
RETURN song.song_id AS song_id,
       [node IN nodes(path) | CASE WHEN node:Artist THEN node.name ELSE node.artist_credit + ' – ' + node.title END] AS path,
       [relation IN relationships(path) | type(relation)] AS types,
       [at IN range(0, length(path) - 1) | startNode(relationships(path)[at]) = nodes(path)[at]] AS forward
