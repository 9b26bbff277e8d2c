// Songs with all that was claimed of them and of their relations, to be claimed anew under other ids. Parameters: ids.
// Columns: song_id, song (properties); performed, produced [artist (its id and claims), properties]; genres [genre, properties];
// measured [source, stated ('' its own), bpm, key]; out [type, other, properties] of every song; in [type, other, properties] from other
// songs than these.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
RETURN song.song_id AS song_id, song {.*, vector: null} AS song,
       [(artist)-[edge:PERFORMED]->(song)
         | [artist {.artist_id, .sources, .names, .own_ids}, properties(edge)]] AS performed,
       [(artist)-[edge:PRODUCED]->(song)
         | [artist {.artist_id, .sources, .names, .own_ids}, properties(edge)]] AS produced,
       [(song)-[edge:IN_GENRE]->(genre) | [genre.name, properties(edge)]] AS genres,
       [(song)-[edge:MEASURED]->(source) | [source.name, coalesce(edge.stated, ''), edge.bpm, edge.key]] AS measured,
       [(song)-[edge:SAMPLES|COVERS|REMIXES]->(other) | [type(edge), other.song_id, properties(edge)]] AS out,
       [(song)<-[edge:SAMPLES|COVERS|REMIXES]-(other) WHERE NOT other.song_id IN $ids
         | [type(edge), other.song_id, properties(edge)]] AS in
