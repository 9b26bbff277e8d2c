// Who performed what, in any role. Columns: artist_id, song_id.
MATCH (artist:Artist)-[:PERFORMED]->(song:Song)
RETURN artist.artist_id AS artist_id, song.song_id AS song_id
