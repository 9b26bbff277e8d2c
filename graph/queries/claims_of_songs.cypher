// Songs with their claims. Parameters: ids. Columns: song_id, properties.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
RETURN id AS song_id, song {.sources, .titles, .artist_credits, .years, .durations, .own_ids, .stated_ids,
       .title, .artist_credit, .year, .duration} AS properties
