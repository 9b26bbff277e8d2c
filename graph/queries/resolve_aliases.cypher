// Which songs are known by these other ids. Parameters: ids. Columns: found [id, song_id], one list: a driver is slow at many rows.
UNWIND $ids AS id
MATCH (:Alias {alias: id})-[:OF]->(song:Song)
RETURN collect({id: id, song_id: song.song_id}) AS found
