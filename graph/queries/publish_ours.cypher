// Is a run still the one that publishes? Asked after lock_graph, in a statement of its own: only what is read under the lock is
// true. Parameters: run. Columns: ours.
MATCH (marker:Mixgraph)
RETURN marker.publisher = $run AS ours
