// Whole lists of some songs. Parameters: model_id, rows [song, others [song, rank, score, learned, tempo, key]].
UNWIND $rows AS row
MATCH (song:Song {song_id: row.song})
UNWIND row.others AS other
MATCH (recommended:Song {song_id: other.song})
CREATE (song)-[:RECOMMENDED_WITH {
  rank: other.rank, score: other.score, learned: other.learned, tempo: other.tempo, key: other.key, model_id: $model_id
}]->(recommended)
