// What the model that answers recommends with each song, in order. Columns: song, recommended, rank, score, learned, tempo, key.
// The hint keeps to the index's order: with few at the other end, all would be sorted, which large graphs have no room for.
MATCH (song:Song) USING INDEX song:Song(song_id) WHERE song.song_id IS NOT NULL
MATCH (song)-[edge:RECOMMENDED_WITH]->(recommended:Song)
WHERE EXISTS { (model:Model {model_id: edge.model_id}) WHERE model.state = 'active' }
RETURN song.song_id AS song, recommended.song_id AS recommended, edge.rank AS rank, edge.score AS score,
       edge.learned AS learned, edge.tempo AS tempo, edge.key AS key
ORDER BY song.song_id, edge.rank
