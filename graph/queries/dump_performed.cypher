// Who performed what, in order. Columns: artist, song, role, sources.
MATCH (artist:Artist) WHERE artist.artist_id IS NOT NULL
MATCH (artist)-[performed:PERFORMED]->(song:Song)
RETURN artist.artist_id AS artist, song.song_id AS song, performed.role AS role, performed.sources AS sources
ORDER BY artist.artist_id, song.song_id
