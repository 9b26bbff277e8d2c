// Which of these ids are songs. Parameters: ids. Columns: song_id.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
RETURN song.song_id AS song_id
