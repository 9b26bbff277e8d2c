// What two songs both take from. Parameters: a (song), b (song).
// Columns: artist, title, year, a_by, b_by (relations of either), song_id.
MATCH (:Song {song_id: $a})-[of_a:SAMPLES|COVERS|REMIXES]->(shared:Song)<-[of_b:SAMPLES|COVERS|REMIXES]-(:Song {song_id: $b})
RETURN shared.artist_credit AS artist, shared.title AS title, shared.year AS year, collect(DISTINCT type(of_a)) AS a_by,
       collect(DISTINCT type(of_b)) AS b_by, shared.song_id AS song_id
ORDER BY year, song_id
