// Who performed what, in which role. Parameters: rows [artist_id, song_id, claims [source, role]]. Columns: claims (new ones).
UNWIND $rows AS row
MATCH (artist:Artist {artist_id: row.artist_id})
MATCH (song:Song {song_id: row.song_id})
MERGE (artist)-[performed:PERFORMED]->(song)
WITH performed, row, coalesce(performed.sources, []) AS sources, performed.roles AS roles
WITH performed, sources, coalesce(roles, []) AS roles, [claim IN row.claims
  WHERE none(i IN range(0, size(sources) - 1) WHERE sources[i] = claim.source AND roles[i] = claim.role)] AS new
WHERE size(new) > 0
WITH performed, new, sources + [claim IN new | claim.source] AS sources, roles + [claim IN new | claim.role] AS roles
SET performed.sources = sources, performed.roles = roles,
    performed.role = CASE WHEN 'main' IN roles THEN 'main' WHEN 'featured' IN roles THEN 'featured' ELSE 'remixer' END
RETURN sum(size(new)) AS claims
