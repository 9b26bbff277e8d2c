// Whole lists of some songs, best first. Parameters: model_id, rows [song, others, scores, learned, tempos, keys]: lists side by side,
// which a driver packs and the database reads in half the time of a map for each place.
UNWIND $rows AS row
MATCH (song:Song {song_id: row.song})
UNWIND range(0, size(row.others) - 1) AS at
MATCH (recommended:Song {song_id: row.others[at]})
CREATE (song)-[:RECOMMENDED_WITH {
  rank: at + 1, score: row.scores[at], learned: row.learned[at], tempo: row.tempos[at], key: row.keys[at], model_id: $model_id
}]->(recommended)
