// A person says that two songs are one. Parameters: merged, kept (ids that artist and title give).
MERGE (merge:Merge {merged: $merged})
SET merge.kept = $kept
