// The bpm and key of songs from what was measured: the source with the highest precedence that states one, then the first by
// name. Parameters: ids.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
CALL (song) {
  OPTIONAL MATCH (song)-[measured:MEASURED]->(source:Source) WHERE measured.bpm IS NOT NULL
  WITH measured.bpm AS bpm, source.name AS name, measured.stated AS stated
  ORDER BY coalesce(source.precedence, 0) DESC, name, stated LIMIT 1
  RETURN bpm, name AS bpm_source
}
CALL (song) {
  OPTIONAL MATCH (song)-[measured:MEASURED]->(source:Source) WHERE measured.key IS NOT NULL
  WITH measured.key AS key, source.name AS name, measured.stated AS stated
  ORDER BY coalesce(source.precedence, 0) DESC, name, stated LIMIT 1
  RETURN key, name AS key_source
}
SET song.bpm = bpm, song.bpm_source = bpm_source, song.key = key, song.key_source = key_source
