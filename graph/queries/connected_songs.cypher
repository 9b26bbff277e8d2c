// The songs that a seed is connected with, most connected first. Parameters: song_id. Columns: as of answer_songs, and relations.
MATCH (seed:Song {song_id: $song_id})-[:SAMPLES|COVERS|REMIXES]-(song:Song)
WITH DISTINCT song, seed WHERE song <> seed
RETURN song.song_id AS song_id, song.title AS title, song.artist_credit AS artist_credit, song.year AS year,
       song.bpm AS bpm, song.key AS key, [(song)-[:IN_GENRE]->(genre) | genre.name] AS genres,
       [(artist)-[:PERFORMED]->(song) | artist.artist_id] AS artists, COUNT { (song)-[:SAMPLES]->() } AS takes, true AS known,
       COUNT { (song)-[:SAMPLES|COVERS|REMIXES]-() } AS relations
ORDER BY relations DESC, song_id
