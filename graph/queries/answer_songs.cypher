// Songs with what filters and rules need, for answers that do not come from a list. Parameters: song_id (the seed's, or ''),
// ids. Columns: as of recommendations, without the list's.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
RETURN song.song_id AS song_id, song.title AS title, song.artist_credit AS artist_credit, song.year AS year,
       song.bpm AS bpm, song.key AS key, [(song)-[:IN_GENRE]->(genre) | genre.name] AS genres,
       [(artist)-[:PERFORMED]->(song) | artist.artist_id] AS artists, COUNT { (song)-[:SAMPLES]->() } AS takes,
       EXISTS { (:Song {song_id: $song_id})-[:SAMPLES|COVERS|REMIXES]-(song) } AS known
