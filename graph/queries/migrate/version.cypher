// The graph is of this version now. Parameters: version.
MATCH (marker:Mixgraph)
SET marker.schema_version = $version
