// Songs between generations: those that sample others and are sampled themselves, by the product of both.
// Parameters: limit (number) = 20. Columns: artist, title, year, samples, samplers, song_id.
MATCH (song:Song) WHERE EXISTS { (song)-[:SAMPLES]->() } AND EXISTS { (song)<-[:SAMPLES]-() }
WITH song, COUNT { (song)-[:SAMPLES]->() } AS samples, COUNT { (song)<-[:SAMPLES]-() } AS samplers
RETURN song.artist_credit AS artist, song.title AS title, song.year AS year, samples, samplers, song.song_id AS song_id
ORDER BY samples * samplers DESC, song_id LIMIT toInteger($limit)
