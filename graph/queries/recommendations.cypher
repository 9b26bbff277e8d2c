// A song that is asked about, with its list and what filters and rules need, in one go. Parameters: song_id.
// Columns: title, artist_credit, year, bpm, key, artists, relations, schema_version (of the seed and its graph); list: maps of
// song_id, title, artist_credit, year, bpm, key, genres, artists (in any role), takes (from how many songs), known
// (already connected with the seed), rank, learned, model_id; in order of rank.
MATCH (seed:Song {song_id: $song_id})
RETURN seed.title AS title, seed.artist_credit AS artist_credit, seed.year AS year, seed.bpm AS bpm, seed.key AS key,
       [(artist)-[:PERFORMED]->(seed) | artist.artist_id] AS artists,
       COUNT { (seed)-[:SAMPLES|COVERS|REMIXES]-() } AS relations,
       head(COLLECT { MATCH (marker:Mixgraph) RETURN marker.schema_version }) AS schema_version,
       COLLECT {
         MATCH (seed)-[recommended:RECOMMENDED_WITH]->(song:Song)
         RETURN {
           song_id: song.song_id, title: song.title, artist_credit: song.artist_credit, year: song.year, bpm: song.bpm,
           key: song.key, genres: [(song)-[:IN_GENRE]->(genre) | genre.name],
           artists: [(artist)-[:PERFORMED]->(song) | artist.artist_id], takes: COUNT { (song)-[:SAMPLES]->() },
           known: EXISTS { (seed)-[:SAMPLES|COVERS|REMIXES]-(song) },
           rank: recommended.rank, learned: recommended.learned, model_id: recommended.model_id
         } ORDER BY recommended.rank
       } AS list
