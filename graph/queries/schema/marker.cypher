// Is this database ours, of which version, and does it hold anything? Columns: version (null: no marker), nodes (0 or 1).
OPTIONAL MATCH (marker:Mixgraph)
WITH marker.schema_version AS version
RETURN version, CASE WHEN EXISTS { MATCH () } THEN 1 ELSE 0 END AS nodes
