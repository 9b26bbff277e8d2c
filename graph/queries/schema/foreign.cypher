// Does a database without our marker use our labels? Columns: labels.
UNWIND ['Song', 'Artist', 'Genre', 'Source', 'Model', 'Alias', 'Merge', 'Mixgraph'] AS label
WITH label WHERE EXISTS { MATCH (node) WHERE label IN labels(node) }
RETURN collect(label) AS labels
