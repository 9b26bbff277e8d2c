// The graph is of this version now. Parameters: version.
MATCH (marker:Mixgraph)
SET marker.schema_version = $version, marker.graph_id = coalesce(marker.graph_id, randomUUID())
