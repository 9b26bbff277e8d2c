// What a picture shows of some songs. Parameters: ids.
// Columns: song_id, title, artist_credit, year, bpm, key, sampled (how many songs sample it).
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
RETURN id AS song_id, song.title AS title, song.artist_credit AS artist_credit, song.year AS year, song.bpm AS bpm,
       song.key AS key, COUNT { (song)<-[:SAMPLES]-() } AS sampled
