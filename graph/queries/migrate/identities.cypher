// What the ids of songs are made of, and the names of their artists. Columns: song_id, song (its claims), artists (ids).
MATCH (song:Song)
RETURN song.song_id AS song_id, song {.sources, .titles, .artist_credits, .title, .artist_credit} AS song,
       [(artist)-[:PERFORMED]->(song) | artist.artist_id] AS artists
