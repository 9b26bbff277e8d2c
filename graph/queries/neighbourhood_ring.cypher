// The songs around some songs, by kind of relation, those with most relations first.
// Parameters: ids, limit (others of one song and one kind).
// Columns: song_id, type, forward (the song takes from the other), size (others of that kind in all), other, relations (of the other).
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
CALL (song) {
  MATCH (song)-[relation:SAMPLES|COVERS|REMIXES]-(other:Song)
  WHERE other <> song
  WITH song, relation, other, COUNT { (other)-[:SAMPLES|COVERS|REMIXES]-() } AS relations
  ORDER BY relations DESC, other.song_id
  WITH type(relation) AS type, startNode(relation) = song AS forward, count(*) AS size,
       collect({song_id: other.song_id, relations: relations})[..$limit] AS others
  UNWIND others AS other
  RETURN type, forward, size, other
}
RETURN id AS song_id, type, forward, size, other.song_id AS other, other.relations AS relations
