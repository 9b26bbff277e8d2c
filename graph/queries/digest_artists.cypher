// Every artist with its claims, and what it performed. Columns: properties, performed.
MATCH (artist:Artist)
RETURN properties(artist) AS properties,
       COLLECT { MATCH (artist)-[edge:PERFORMED]->(song) RETURN [song.song_id, edge.sources, edge.roles] } AS performed
