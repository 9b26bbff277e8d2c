// Has any source other than these said anything of a song? Parameters: names. Columns: sources (0 or 1).
RETURN CASE WHEN EXISTS { MATCH (song:Song) WHERE any(source IN song.sources WHERE NOT source IN $names) } THEN 1 ELSE 0 END AS sources
