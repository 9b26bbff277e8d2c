// Artists as sources name them; a claim that stands already is left alone.
// Parameters: rows [artist_id, claims [source, name]]. Columns: claims (new ones), derive (ids whose name must be chosen anew).
UNWIND $rows AS row
MERGE (artist:Artist {artist_id: row.artist_id})
WITH artist, coalesce(artist.sources, []) AS sources, coalesce(artist.names, []) AS names, row
WITH artist, sources, names, [claim IN row.claims
  WHERE none(i IN range(0, size(sources) - 1) WHERE sources[i] = claim.source AND names[i] = claim.name)] AS new
WHERE size(new) > 0
SET artist.sources = sources + [claim IN new | claim.source],
    artist.names = names + [claim IN new | claim.name],
    artist.name = coalesce(artist.name, new[0].name)
RETURN sum(size(new)) AS claims, collect(CASE WHEN size(sources) + size(new) > 1 THEN artist.artist_id END) AS derive
