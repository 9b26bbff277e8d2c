// New songs. Parameters: rows [properties of a song].
UNWIND $rows AS row
CREATE (song:Song)
SET song = row
