// Says that this database is ours. Parameters: version.
MERGE (marker:Mixgraph {marker: true})
ON CREATE SET marker.schema_version = $version
