// Every relation of a type with its claims, and those of both songs, in order.
// Parameters: type (SAMPLES, COVERS or REMIXES). Columns: sampler, sampled, relation (properties of each); sampler_artists,
// sampled_artists (properties of those that sources have ids for).
// The hint keeps to the index's order: with few at the other end, all would be sorted, which large graphs have no room for.
MATCH (sampler:Song) USING INDEX sampler:Song(song_id) WHERE sampler.song_id IS NOT NULL
MATCH (sampler)-[relation:SAMPLES|COVERS|REMIXES WHERE type(relation) = $type]->(sampled:Song)
WITH sampler, sampled, relation ORDER BY sampler.song_id, sampled.song_id
RETURN sampler {.song_id, .stated_ids, .sources, .titles, .artist_credits, .years, .durations, .own_ids,
         .title, .artist_credit, .year, .duration} AS sampler,
       sampled {.song_id, .stated_ids, .sources, .titles, .artist_credits, .years, .durations, .own_ids,
         .title, .artist_credit, .year, .duration} AS sampled,
       properties(relation) AS relation,
       COLLECT {
         MATCH (artist:Artist)-[:PERFORMED]->(sampler) WHERE artist.own_ids IS NOT NULL
         RETURN artist {.sources, .names, .own_ids, .name}
       } AS sampler_artists,
       COLLECT {
         MATCH (artist:Artist)-[:PERFORMED]->(sampled) WHERE artist.own_ids IS NOT NULL
         RETURN artist {.sources, .names, .own_ids, .name}
       } AS sampled_artists
