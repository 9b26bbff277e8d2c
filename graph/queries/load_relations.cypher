// Relations between songs, each with the claims made of it; a claim that stands already is left alone.
// Parameters: rows [type (SAMPLES, COVERS or REMIXES), sampler, sampled, claims [source, source_url, kind, part, times]].
// Columns: claims (new ones), derive (pairs whose kind and part must be chosen anew).
UNWIND $rows AS row
MATCH (sampler:Song {song_id: row.sampler})
MATCH (sampled:Song {song_id: row.sampled})
// a type given as a parameter would be planned without statistics: six times slower
CALL (row, sampler, sampled) {
  WITH row, sampler, sampled WHERE row.type = 'SAMPLES'
  MERGE (sampler)-[relation:SAMPLES]->(sampled)
  RETURN relation
  UNION ALL
  WITH row, sampler, sampled WHERE row.type = 'COVERS'
  MERGE (sampler)-[relation:COVERS]->(sampled)
  RETURN relation
  UNION ALL
  WITH row, sampler, sampled WHERE row.type = 'REMIXES'
  MERGE (sampler)-[relation:REMIXES]->(sampled)
  RETURN relation
}
WITH relation, row, coalesce(relation.sources, []) AS sources
WITH relation, row, sources, [claim IN row.claims
  WHERE none(i IN range(0, size(sources) - 1) WHERE sources[i] = claim.source
    AND relation.source_urls[i] = claim.source_url AND relation.kinds[i] = claim.kind
    AND relation.parts[i] = claim.part AND relation.times[i] = claim.times)] AS new
WHERE size(new) > 0
SET relation.sources = sources + [claim IN new | claim.source],
    relation.source_urls = coalesce(relation.source_urls, []) + [claim IN new | claim.source_url],
    relation.kinds = coalesce(relation.kinds, []) + [claim IN new | claim.kind],
    relation.parts = coalesce(relation.parts, []) + [claim IN new | claim.part],
    relation.times = coalesce(relation.times, []) + [claim IN new | claim.times],
    relation.kind = coalesce(relation.kind, new[0].kind),
    relation.part = coalesce(relation.part, new[0].part)
RETURN sum(size(new)) AS claims,
       collect(CASE WHEN size(sources) + size(new) > 1 THEN {sampler: row.sampler, sampled: row.sampled, type: row.type} END) AS derive
