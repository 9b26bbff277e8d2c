// The songs that have a vector, of whichever model. Columns: song_id.
MATCH (song:Song) WHERE song.vector IS NOT NULL
RETURN song.song_id AS song_id
