// Nearest songs by their vectors, which have length 1. Not quantised: most vectors differ in little of their length.
// Parameters: dimensions.
CREATE VECTOR INDEX song_vectors IF NOT EXISTS FOR (song:Song) ON (song.vector)
OPTIONS {indexConfig: {
  `vector.dimensions`: $dimensions, `vector.similarity_function`: 'cosine', `vector.quantization.enabled`: false
}}
