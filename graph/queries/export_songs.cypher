// Every song as the adjacency sees it. Columns: song_id, title, bpm.
MATCH (song:Song)
RETURN song.song_id AS song_id, song.title AS title, song.bpm AS bpm
