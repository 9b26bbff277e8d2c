// Songs whose title or credit has these words, best first. Parameters: text (Lucene, escaped), limit.
// Columns: song_id, title, artist_credit, year, relations, score.
CALL db.index.fulltext.queryNodes('song_text', $text, {limit: $limit}) YIELD node AS song, score
RETURN song.song_id AS song_id, song.title AS title, song.artist_credit AS artist_credit, song.year AS year,
       COUNT { (song)-[:SAMPLES|COVERS|REMIXES]-() } AS relations, score
