// New artists. Parameters: rows [properties of an artist].
UNWIND $rows AS row
CREATE (artist:Artist)
SET artist = row
