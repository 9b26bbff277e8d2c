// Some songs without their vectors. Parameters: ids.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
REMOVE song.vector
