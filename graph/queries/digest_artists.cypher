// Every artist with its claims, and what it performed. Columns: properties, performed [song_id, properties].
MATCH (artist:Artist)
RETURN properties(artist) AS properties,
       COLLECT { MATCH (artist)-[edge:PERFORMED]->(song) RETURN [song.song_id, properties(edge)] } AS performed
