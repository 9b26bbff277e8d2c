// What a source measured of songs that are in the graph; null says nothing, and leaves what was measured before. A song that
// nobody states under the id that the source measured is not that song.
// Parameters: rows [song_id, source, stated ('' the song's own id, else another that it is stated under), bpm, key].
// Columns: song_id (found), stated, source, changed.
UNWIND $rows AS row
MATCH (song:Song {song_id: row.song_id})
WHERE row.stated CONTAINS ':' OR coalesce(nullIf(row.stated, ''), song.song_id) IN coalesce(song.stated_ids, [song.song_id])
MERGE (source:Source {name: row.source})
MERGE (song)-[measured:MEASURED {stated: row.stated}]->(source)
WITH song, measured, row, coalesce(row.bpm <> coalesce(measured.bpm, -1.0), false)
  OR coalesce(row.key <> coalesce(measured.key, ''), false) AS changed
SET measured.bpm = coalesce(row.bpm, measured.bpm), measured.key = coalesce(row.key, measured.key)
RETURN song.song_id AS song_id, row.stated AS stated, row.source AS source, changed
