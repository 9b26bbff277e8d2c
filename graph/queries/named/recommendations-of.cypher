// The published list of a song, with what both have in common. Parameters: song (song), limit (number) = 20.
// Columns: rank, artist, title, score, learned, tempo, key, shared_sources (both take from), shared_samplers (take from both), song_id.
MATCH (seed:Song {song_id: $song})-[list:RECOMMENDED_WITH]->(song:Song)
RETURN list.rank AS rank, song.artist_credit AS artist, song.title AS title, list.score AS score, list.learned AS learned,
       list.tempo AS tempo, list.key AS key,
       COLLECT { MATCH (seed)-[:SAMPLES|COVERS|REMIXES]->(shared:Song)<-[:SAMPLES|COVERS|REMIXES]-(song)
                 RETURN DISTINCT shared.artist_credit + ' – ' + shared.title AS name ORDER BY name LIMIT 5 } AS shared_sources,
       COLLECT { MATCH (seed)<-[:SAMPLES|COVERS|REMIXES]-(shared:Song)-[:SAMPLES|COVERS|REMIXES]->(song)
                 RETURN DISTINCT shared.artist_credit + ' – ' + shared.title AS name ORDER BY name LIMIT 5 } AS shared_samplers,
       song.song_id AS song_id
ORDER BY rank LIMIT toInteger($limit)
