// Everything measured, in order. Columns: song (properties), source, stated, bpm, key.
// The hint keeps to the index's order: with few at the other end, all would be sorted, which large graphs have no room for.
MATCH (song:Song) USING INDEX song:Song(song_id) WHERE song.song_id IS NOT NULL
MATCH (song)-[measured:MEASURED]->(source:Source)
WITH song, measured, source ORDER BY song.song_id, source.name, measured.stated
RETURN song {.song_id, .stated_ids, .sources, .titles, .artist_credits, .title, .artist_credit} AS song, source.name AS source, measured.stated AS stated,
       measured.bpm AS bpm, measured.key AS key
