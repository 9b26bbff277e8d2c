// Relations with several claims: direct before interpolation before unknown; the part that most claims name, then the first
// by its letters. Parameters: pairs [sampler, sampled, type].
UNWIND $pairs AS pair
MATCH (sampler:Song {song_id: pair.sampler})
MATCH (sampled:Song {song_id: pair.sampled})
MATCH (sampler)-[relation:SAMPLES|COVERS|REMIXES WHERE type(relation) = pair.type]->(sampled)
CALL (relation) {
  UNWIND relation.parts AS part
  WITH part, count(*) AS says ORDER BY part = '', says DESC, part
  RETURN collect(part)[0] AS part
}
SET relation.part = part,
    relation.kind = CASE WHEN 'direct' IN relation.kinds THEN 'direct'
                         WHEN 'interpolation' IN relation.kinds THEN 'interpolation' ELSE 'unknown' END
