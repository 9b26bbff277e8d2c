// Songs with other claims, and what follows from them. Parameters: rows [song_id, properties].
UNWIND $rows AS row
MATCH (song:Song {song_id: row.song_id})
SET song += row.properties
