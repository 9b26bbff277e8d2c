// Who performed what, in order. Columns: artist, song, role, sources.
// The hint keeps to the index's order: with few at the other end, all would be sorted, which large graphs have no room for.
MATCH (artist:Artist) USING INDEX artist:Artist(artist_id) WHERE artist.artist_id IS NOT NULL
MATCH (artist)-[performed:PERFORMED]->(song:Song)
RETURN artist.artist_id AS artist, song.song_id AS song, performed.role AS role, performed.sources AS sources
ORDER BY artist.artist_id, song.song_id
