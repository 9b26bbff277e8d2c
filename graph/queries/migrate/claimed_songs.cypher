// Songs of which there are several claims. Columns: song_id.
MATCH (song:Song)
WHERE size(song.sources) > 1
RETURN song.song_id AS song_id
