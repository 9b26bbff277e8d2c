// Every artist with its claims, and what it performed and produced. Columns: properties, performed [song_id, properties],
// produced [song_id, properties].
MATCH (artist:Artist)
RETURN properties(artist) AS properties,
       COLLECT { MATCH (artist)-[edge:PERFORMED]->(song) RETURN [song.song_id, properties(edge)] } AS performed,
       COLLECT { MATCH (artist)-[edge:PRODUCED]->(song) RETURN [song.song_id, properties(edge)] } AS produced
