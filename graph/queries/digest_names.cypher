// Songs that are stated under other ids than their own. Columns: song_id, stated_ids.
MATCH (song:Song) WHERE song.stated_ids IS NOT NULL
RETURN song.song_id AS song_id, song.stated_ids AS stated_ids
