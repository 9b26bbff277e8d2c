// Every song with its claims. Columns: properties, genres [name, properties].
MATCH (song:Song)
RETURN song {.*, vector: null} AS properties,
       COLLECT { MATCH (song)-[edge:IN_GENRE]->(genre) RETURN [genre.name, properties(edge)] } AS genres
