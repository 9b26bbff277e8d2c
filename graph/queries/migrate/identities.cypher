// What the ids of songs are made of, and the names of their artists. Columns: song_id, titles, artist_credits, artists [id, names].
MATCH (song:Song)
RETURN song.song_id AS song_id, song.titles AS titles, song.artist_credits AS artist_credits,
       [(artist)-[:PERFORMED]->(song) | artist.artist_id] AS artists
