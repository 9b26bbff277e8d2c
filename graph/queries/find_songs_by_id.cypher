// Songs of these ids, their own or others. Parameters: ids. Columns: song_id, title, artist_credit, year, relations.
UNWIND $ids AS id
CALL (id) {
  MATCH (song:Song {song_id: id}) RETURN song
  UNION
  MATCH (:Alias {alias: id})-[:OF]->(song:Song) RETURN song
}
RETURN song.song_id AS song_id, song.title AS title, song.artist_credit AS artist_credit, song.year AS year,
       COUNT { (song)-[:SAMPLES|COVERS|REMIXES]-() } AS relations
