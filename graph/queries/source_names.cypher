// The sources there are. Columns: name.
MATCH (source:Source)
RETURN source.name AS name
