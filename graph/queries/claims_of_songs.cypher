// Songs with their claims. Parameters: ids. Columns: found [song_id, properties], one list: a driver is slow at many rows.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
RETURN collect({song_id: id, properties: song {.*, vector: null}}) AS found
