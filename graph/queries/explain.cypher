// What a seed has in common with some songs: sources both take from, samplers both were taken into, artists and producers of both.
// Parameters: song_id, ids. Columns: song_id, shared_sources, shared_samplers, shared_artists, shared_producers (each at most 5).
MATCH (seed:Song {song_id: $song_id})
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
RETURN song.song_id AS song_id,
       COLLECT { MATCH (seed)-[:SAMPLES|COVERS|REMIXES]->(shared:Song)<-[:SAMPLES|COVERS|REMIXES]-(song)
                 RETURN DISTINCT shared.artist_credit + ' – ' + shared.title AS name ORDER BY name LIMIT 5 } AS shared_sources,
       COLLECT { MATCH (seed)<-[:SAMPLES|COVERS|REMIXES]-(shared:Song)-[:SAMPLES|COVERS|REMIXES]->(song)
                 RETURN DISTINCT shared.artist_credit + ' – ' + shared.title AS name ORDER BY name LIMIT 5 } AS shared_samplers,
       COLLECT { MATCH (seed)<-[:PERFORMED]-(shared:Artist)-[:PERFORMED]->(song)
                 RETURN DISTINCT shared.name AS name ORDER BY name LIMIT 5 } AS shared_artists,
       COLLECT { MATCH (seed)<-[:PRODUCED]-(shared:Artist)-[:PRODUCED]->(song)
                 RETURN DISTINCT shared.name AS name ORDER BY name LIMIT 5 } AS shared_producers
