// A song as an adjacency would see it that was built now. Parameters: song_id, types (of relations that are learned from).
// Columns: title, bpm; related [song_id, bpm], each once; artists [artist_id] in any role.
MATCH (seed:Song {song_id: $song_id})
RETURN seed.title AS title, seed.bpm AS bpm,
       COLLECT {
         MATCH (seed)-[relation:SAMPLES|COVERS|REMIXES]-(song:Song)
         WHERE type(relation) IN $types AND song <> seed
         WITH DISTINCT song
         RETURN {song_id: song.song_id, bpm: song.bpm} ORDER BY song.song_id
       } AS related,
       [(artist:Artist)-[:PERFORMED]->(seed) | artist.artist_id] AS artists
