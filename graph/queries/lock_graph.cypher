// Holds the marker until the transaction ends: loads read claims before they add to them, and publishes ask who publishes,
// so only one may at a time. Columns: what every load has to know of ids: merges [merged, kept] that people made, and aliases
// (whether any song has other ids than its own).
MATCH (marker:Mixgraph)
SET marker.loads = coalesce(marker.loads, 0) + 1
RETURN COLLECT { MATCH (merge:Merge) RETURN [merge.merged, merge.kept] } AS merges, EXISTS { (:Alias) } AS aliases
