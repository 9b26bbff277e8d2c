// All that is known of a song. Parameters: song_id. Columns: song (properties), artists [name, role], producers and remixers [name, sources],
// genres, measured, aliases.
MATCH (song:Song {song_id: $song_id})
RETURN song {.*, vector: null} AS song,
       [(artist)-[performed:PERFORMED]->(song) | {name: artist.name, role: performed.role}] AS artists,
       [(artist)-[produced:PRODUCED]->(song) | {name: artist.name, sources: produced.sources}] AS producers,
       [(artist)-[remixed:PERFORMED]->(song) WHERE 'remixer' IN remixed.roles | {
         name: artist.name,
         sources: [at IN range(0, size(remixed.sources) - 1) WHERE remixed.roles[at] = 'remixer' | remixed.sources[at]]
       }] AS remixers,
       [(song)-[:IN_GENRE]->(genre) | genre.name] AS genres,
       [(song)-[measured:MEASURED]->(source) | {source: source.name, bpm: measured.bpm, key: measured.key}] AS measured,
       [(alias)-[:OF]->(song) | alias.alias] AS aliases
