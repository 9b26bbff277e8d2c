// Songs whose id begins so. Parameters: id, limit. Columns: song_id.
MATCH (song:Song) WHERE song.song_id STARTS WITH $id
RETURN song.song_id AS song_id
ORDER BY song_id
LIMIT $limit
