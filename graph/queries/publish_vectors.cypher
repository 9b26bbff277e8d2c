// The vectors of some songs, stored as 32-bit numbers; songs that are gone are left out. Parameters: rows [song, vector]. Columns: songs.
UNWIND $rows AS row
MATCH (song:Song {song_id: row.song})
CALL db.create.setNodeVectorProperty(song, 'vector', row.vector)
RETURN count(song) AS songs
