// What the ids of songs are made of, and the names of their artists. Columns: song_id, song (its claims), artists (ids of those
// whom credits name), named (producers and remixers: artist_id, names).
MATCH (song:Song)
RETURN song.song_id AS song_id, song {.sources, .titles, .artist_credits, .title, .artist_credit} AS song,
       [(artist)-[edge:PERFORMED]->(song) WHERE edge.role <> 'remixer' | artist.artist_id] AS artists,
       [(artist)-[edge:PERFORMED|PRODUCED]->(song) WHERE coalesce(edge.role, 'remixer') = 'remixer'
         | [artist.artist_id, coalesce(artist.names, [])]] AS named
