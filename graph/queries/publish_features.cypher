// What the rules for tempo and key look at. Columns: song_id, bpm, key.
MATCH (song:Song) WHERE song.bpm IS NOT NULL OR song.key IS NOT NULL
RETURN song.song_id AS song_id, song.bpm AS bpm, song.key AS key
