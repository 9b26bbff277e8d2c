// Relations of which a source claims anything, with the claims. Parameters: source.
// Columns: type, sampler, sampled.
MATCH (sampler:Song)-[relation:SAMPLES|COVERS|REMIXES]->(sampled:Song)
WHERE $source IN relation.sources
RETURN type(relation) AS type, sampler.song_id AS sampler, sampled.song_id AS sampled
