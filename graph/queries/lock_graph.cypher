// Holds the marker until the transaction ends: loads read claims before they add to them, and publishes ask who publishes,
// so only one may at a time.
MATCH (marker:Mixgraph)
SET marker.loads = coalesce(marker.loads, 0) + 1
