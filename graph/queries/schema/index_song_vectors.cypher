// Nearest songs by their vectors, which have length 1. Not quantised, since most vectors differ in little of their length, and linked
// four times as densely as usual: a song asks with another vector than it answers with, and is not found near itself.
// Parameters: dimensions.
CREATE VECTOR INDEX song_vectors IF NOT EXISTS FOR (song:Song) ON (song.vector)
OPTIONS {indexConfig: {
  `vector.dimensions`: $dimensions, `vector.similarity_function`: 'cosine', `vector.quantization.enabled`: false,
  `vector.hnsw.m`: 64, `vector.hnsw.ef_construction`: 400
}}
