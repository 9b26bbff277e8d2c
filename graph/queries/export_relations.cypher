// The pairs of songs that relations of some types connect: claims of sources only, never RECOMMENDED_WITH, or the model
// would learn from itself. Parameters: types. Columns: sampler, sampled.
MATCH (sampler:Song)-[relation:SAMPLES|COVERS|REMIXES]->(sampled:Song)
WHERE type(relation) IN $types AND sampler <> sampled  // of two songs that were joined
RETURN sampler.song_id AS sampler, sampled.song_id AS sampled
