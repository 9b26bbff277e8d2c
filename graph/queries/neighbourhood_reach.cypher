// How many songs lie within some steps of a song. Parameters: song_id, depth (1 to 3). Columns: songs.
// One pattern a depth: a length cannot be a parameter, and with DISTINCT each is a search that meets every song once.
MATCH (seed:Song {song_id: $song_id})
CALL (seed) {
  WITH seed WHERE $depth = 1
  MATCH (seed)-[:SAMPLES|COVERS|REMIXES]-(other:Song) RETURN DISTINCT other
  UNION
  WITH seed WHERE $depth = 2
  MATCH (seed)-[:SAMPLES|COVERS|REMIXES*1..2]-(other:Song) RETURN DISTINCT other
  UNION
  WITH seed WHERE $depth = 3
  MATCH (seed)-[:SAMPLES|COVERS|REMIXES*1..3]-(other:Song) RETURN DISTINCT other
}
WITH seed, other WHERE other <> seed
RETURN count(other) AS songs
