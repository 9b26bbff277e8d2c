// What a source measured of songs that are in the graph: bpm and key, null where it says nothing.
// Parameters: rows [song_id, source, bpm, key]. Columns: song_id (found), changed.
UNWIND $rows AS row
MATCH (song:Song {song_id: row.song_id})
MERGE (source:Source {name: row.source})
MERGE (song)-[measured:MEASURED]->(source)
WITH song, measured, row,
     coalesce(measured.bpm, -1.0) <> coalesce(row.bpm, -1.0) OR coalesce(measured.key, '') <> coalesce(row.key, '') AS changed
SET measured.bpm = CASE WHEN changed THEN row.bpm ELSE measured.bpm END,
    measured.key = CASE WHEN changed THEN row.key ELSE measured.key END
RETURN song.song_id AS song_id, changed
