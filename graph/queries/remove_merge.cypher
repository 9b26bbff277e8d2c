// They are two songs after all. Parameters: merged.
MATCH (merge:Merge {merged: $merged})
DELETE merge
