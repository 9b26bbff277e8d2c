// Songs under new ids. Parameters: rows [song_id, renamed].
UNWIND $rows AS row
MATCH (song:Song {song_id: row.song_id})
SET song.song_id = row.renamed
