// Says that this database is ours, and which graph it is. Parameters: version.
MERGE (marker:Mixgraph {marker: true})
ON CREATE SET marker.schema_version = $version, marker.graph_id = randomUUID()
