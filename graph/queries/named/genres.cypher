// Genres with their songs, and the genre that these sample most. Columns: genre, songs, samples (by songs of the genre), takes_from.
MATCH (genre:Genre)
CALL (genre) {
  MATCH (genre)<-[:IN_GENRE]-(song:Song)
  RETURN count(song) AS songs, sum(COUNT { (song)-[:SAMPLES]->() }) AS samples
}
CALL (genre) {
  OPTIONAL MATCH (genre)<-[:IN_GENRE]-(:Song)-[:SAMPLES]->(:Song)-[:IN_GENRE]->(other:Genre)
  WITH other.name AS takes_from, count(*) AS times
  RETURN takes_from ORDER BY times DESC, takes_from LIMIT 1
}
RETURN genre.name AS genre, songs, samples, takes_from
ORDER BY songs DESC, genre
