// Which of our constraints and indexes stand. Columns: name.
SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name
