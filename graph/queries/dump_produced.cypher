// Who produced what, in order. Columns: artist, song, sources.
// The hint keeps to the index's order: with few at the other end, all would be sorted, which large graphs have no room for.
MATCH (artist:Artist) USING INDEX artist:Artist(artist_id) WHERE artist.artist_id IS NOT NULL
MATCH (artist)-[produced:PRODUCED]->(song:Song)
RETURN artist.artist_id AS artist, song.song_id AS song, produced.sources AS sources
ORDER BY artist.artist_id, song.song_id
