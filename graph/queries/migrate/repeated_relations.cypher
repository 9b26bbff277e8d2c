// Songs with relations that a source claims more than once. Columns: sampler, sampled (list).
MATCH (sampler:Song)-[relation:SAMPLES|COVERS|REMIXES]->(sampled:Song)
WHERE any(at IN range(1, size(relation.sources) - 1) WHERE relation.sources[at] IN relation.sources[..at])
RETURN sampler.song_id AS sampler, collect(DISTINCT sampled.song_id) AS sampled
