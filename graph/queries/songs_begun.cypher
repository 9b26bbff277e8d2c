// Songs whose title or credit holds the words begun, the best connected first. Parameters: text (Lucene, escaped), limit.
// Columns: title, artist_credit.
CALL db.index.fulltext.queryNodes('song_text', $text, {limit: $limit}) YIELD node AS song
RETURN song.title AS title, song.artist_credit AS artist_credit
ORDER BY COUNT { (song)-[:SAMPLES|COVERS|REMIXES]-() } DESC, song.song_id
