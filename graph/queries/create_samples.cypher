// New relations; one statement a type, since a type cannot be a parameter. Parameters: rows [sampler, sampled, properties].
UNWIND $rows AS row
MATCH (sampler:Song {song_id: row.sampler})
MATCH (sampled:Song {song_id: row.sampled})
CREATE (sampler)-[relation:SAMPLES]->(sampled)
SET relation = row.properties
