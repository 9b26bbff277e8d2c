// Who produced what, in order. Columns: artist, song, sources.
MATCH (artist:Artist) WHERE artist.artist_id IS NOT NULL
MATCH (artist)-[produced:PRODUCED]->(song:Song)
RETURN artist.artist_id AS artist, song.song_id AS song, produced.sources AS sources
ORDER BY artist.artist_id, song.song_id
