// All relations among some songs. Parameters: ids. Columns: type, sampler, sampled, kind, part.
UNWIND $ids AS id
MATCH (sampler:Song {song_id: id})-[relation:SAMPLES|COVERS|REMIXES]->(sampled:Song)
WHERE sampled.song_id IN $ids AND sampled <> sampler
RETURN type(relation) AS type, id AS sampler, sampled.song_id AS sampled, relation.kind AS kind, relation.part AS part
ORDER BY type, sampler, sampled
