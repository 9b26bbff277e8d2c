// Every relation with its claims. Columns: type, sampler, sampled, properties.
MATCH (sampler:Song)-[relation:SAMPLES|COVERS|REMIXES]->(sampled:Song)
RETURN type(relation) AS type, sampler.song_id AS sampler, sampled.song_id AS sampled, properties(relation) AS properties
