// The songs that people joined. Columns: merged, kept.
MATCH (merge:Merge)
RETURN merge.merged AS merged, merge.kept AS kept ORDER BY merged
