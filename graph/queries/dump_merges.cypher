// Every pair of songs that people joined, in order. Columns: merged, kept.
MATCH (merge:Merge) WHERE merge.merged IS NOT NULL
RETURN merge.merged AS merged, merge.kept AS kept
ORDER BY merged, kept
