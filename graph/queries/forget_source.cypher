// What nobody needs any more when a source's claims are gone: genres without songs, and the source.
// Parameters: source.
OPTIONAL MATCH (genre:Genre) WHERE NOT EXISTS { (genre)<-[:IN_GENRE]-() }
DELETE genre
WITH DISTINCT 1 AS one
MATCH (source:Source {name: $source})
DETACH DELETE source
