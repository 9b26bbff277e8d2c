// Every song with its claims, in order. Columns: song (properties), aliases; genres [genre, properties]; artists (properties
// of those that sources have ids for); produced, remixed [artist (properties), properties].
MATCH (song:Song) WHERE song.song_id IS NOT NULL
WITH song ORDER BY song.song_id
RETURN song {.*, vector: null} AS song,
       COLLECT { MATCH (alias:Alias)-[:OF]->(song) RETURN alias.alias } AS aliases,
       COLLECT { MATCH (song)-[edge:IN_GENRE]->(genre:Genre) RETURN [genre.name, properties(edge)] } AS genres,
       COLLECT {
         MATCH (artist:Artist)-[:PERFORMED]->(song) WHERE artist.own_ids IS NOT NULL
         RETURN artist {.sources, .names, .own_ids, .name}
       } AS artists,
       COLLECT {
         MATCH (artist:Artist)-[edge:PRODUCED]->(song) RETURN [artist {.sources, .names, .own_ids}, properties(edge)]
       } AS produced,
       COLLECT {
         MATCH (artist:Artist)-[edge:PERFORMED]->(song) WHERE 'remixer' IN edge.roles
         RETURN [artist {.sources, .names, .own_ids}, properties(edge)]
       } AS remixed
