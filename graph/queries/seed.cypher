// A song that is asked about. Parameters: song_id.
// Columns: title, artist_credit, year, bpm, key, artists, relations, schema_version.
MATCH (song:Song {song_id: $song_id})
RETURN song.title AS title, song.artist_credit AS artist_credit, song.year AS year, song.bpm AS bpm, song.key AS key,
       [(artist)-[:PERFORMED]->(song) | artist.artist_id] AS artists,
       COUNT { (song)-[:SAMPLES|COVERS|REMIXES]-() } AS relations,
       head(COLLECT { MATCH (marker:Mixgraph) RETURN marker.schema_version }) AS schema_version
