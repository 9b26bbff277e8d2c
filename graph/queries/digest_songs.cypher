// Every song with its claims. Columns: properties, genres.
MATCH (song:Song)
RETURN properties(song) AS properties, COLLECT { MATCH (song)-[edge:IN_GENRE]->(genre) RETURN [genre.name, edge.sources] } AS genres
