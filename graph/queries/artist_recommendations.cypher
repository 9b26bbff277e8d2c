// What the lists of an artist's songs hold together, for a song that has no list itself; songs that several lists hold come
// first. Parameters: artist_ids, song_id (left out), limit. Columns: as of answer_songs, and learned (the lists' sum of 1/rank),
// through (the artist's songs).
MATCH (artist:Artist WHERE artist.artist_id IN $artist_ids)-[:PERFORMED]->(own:Song)-[list:RECOMMENDED_WITH]->(song:Song)
WHERE song.song_id <> $song_id AND NOT EXISTS { (artist)-[:PERFORMED]->(song) }
WITH song, sum(1.0 / (10 + list.rank)) AS learned, collect(DISTINCT own.title)[..3] AS through, max(list.model_id) AS model_id
ORDER BY learned DESC, song.song_id LIMIT $limit
RETURN song.song_id AS song_id, song.title AS title, song.artist_credit AS artist_credit, song.year AS year,
       song.bpm AS bpm, song.key AS key, [(song)-[:IN_GENRE]->(genre) | genre.name] AS genres,
       [(artist)-[:PERFORMED]->(song) | artist.artist_id] AS artists, COUNT { (song)-[:SAMPLES]->() } AS takes,
       EXISTS { (:Song {song_id: $song_id})-[:SAMPLES|COVERS|REMIXES]-(song) } AS known, learned, through, model_id
