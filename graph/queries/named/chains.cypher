// From a song back through what it samples, and what that samples, longest chains first. Parameters: song (song), limit (number) = 20.
// Columns: steps, chain (songs, from the newest), ids.
MATCH path = (song:Song {song_id: $song})-[:SAMPLES]->{1,4}(last:Song)
WHERE size(nodes(path)) = COUNT { UNWIND nodes(path) AS node RETURN DISTINCT node }
RETURN length(path) AS steps, [node IN nodes(path) | node.artist_credit + ' – ' + node.title] AS chain,
       [node IN nodes(path) | node.song_id] AS ids
ORDER BY steps DESC, chain LIMIT toInteger($limit)
