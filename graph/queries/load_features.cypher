// What a source measured of songs that are in the graph; null says nothing, and leaves what was measured before.
// Parameters: rows [song_id, source, bpm, key]. Columns: song_id (found), changed.
UNWIND $rows AS row
MATCH (song:Song {song_id: row.song_id})
MERGE (source:Source {name: row.source})
MERGE (song)-[measured:MEASURED]->(source)
WITH song, measured, row, coalesce(row.bpm <> coalesce(measured.bpm, -1.0), false)
  OR coalesce(row.key <> coalesce(measured.key, ''), false) AS changed
SET measured.bpm = coalesce(row.bpm, measured.bpm), measured.key = coalesce(row.key, measured.key)
RETURN song.song_id AS song_id, changed
