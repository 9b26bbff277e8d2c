// What tells this graph from others, and from those that were here before. Columns: graph_id.
MATCH (marker:Mixgraph)
RETURN marker.graph_id AS graph_id
