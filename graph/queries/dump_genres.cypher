// Every genre, in order. Columns: name.
MATCH (genre:Genre) WHERE genre.name IS NOT NULL
RETURN genre.name AS name
ORDER BY name
