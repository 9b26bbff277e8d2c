// Has any source other than one said anything of a song? Parameters: name. Columns: sources (0 or 1).
RETURN CASE WHEN EXISTS { MATCH (song:Song) WHERE any(source IN song.sources WHERE source <> $name) } THEN 1 ELSE 0 END AS sources
