// Which songs are known by these other ids. Parameters: ids. Columns: id, song_id.
UNWIND $ids AS id
MATCH (:Alias {alias: id})-[:OF]->(song:Song)
RETURN id, song.song_id AS song_id
