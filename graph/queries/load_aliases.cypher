// Other ids of songs: ids that their claims state, ids of sources' own, ids of songs that were joined with them.
// Parameters: rows [alias, song_id].
UNWIND $rows AS row
MATCH (song:Song {song_id: row.song_id})
MERGE (alias:Alias {alias: row.alias})
MERGE (alias)-[:OF]->(song)
