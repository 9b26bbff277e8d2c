// Everything measured. Columns: song_id, source, stated, bpm, key.
MATCH (song:Song)-[measured:MEASURED]->(source:Source)
RETURN song.song_id AS song_id, source.name AS source, measured.stated AS stated, measured.bpm AS bpm, measured.key AS key
