// The list of a song with what filters and rules need; one row with song_id null when there is a seed and no list.
// Parameters: song_id. Columns: seed_*, song_id, title, artist_credit, year, bpm, key, genres, artists, takes (from how many songs),
// rank, score, learned, tempo, key_score, model_id, known (already connected with the seed).
MATCH (seed:Song {song_id: $song_id})
OPTIONAL MATCH (seed)-[list:RECOMMENDED_WITH]->(song:Song)
RETURN song.song_id AS song_id, song.title AS title, song.artist_credit AS artist_credit, song.year AS year,
       song.bpm AS bpm, song.key AS key, [(song)-[:IN_GENRE]->(genre) | genre.name] AS genres,
       [(artist)-[:PERFORMED]->(song) | artist.artist_id] AS artists, COUNT { (song)-[:SAMPLES]->() } AS takes,
       list.rank AS rank, list.score AS score, list.learned AS learned, list.model_id AS model_id,
       EXISTS { (seed)-[:SAMPLES|COVERS|REMIXES]-(song) } AS known
ORDER BY rank
