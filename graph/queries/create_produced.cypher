// Who produced what, where nobody said it yet. Parameters: rows [artist_id, song_id, properties].
UNWIND $rows AS row
MATCH (artist:Artist {artist_id: row.artist_id})
MATCH (song:Song {song_id: row.song_id})
CREATE (artist)-[produced:PRODUCED]->(song)
SET produced = row.properties
