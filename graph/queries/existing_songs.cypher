// Which of these ids are songs. Parameters: ids. Columns: found (ids), one list: a driver is slow at many rows.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
RETURN collect(song.song_id) AS found
