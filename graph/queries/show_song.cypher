// All that is known of a song. Parameters: song_id. Columns: song (properties), artists, genres, measured, aliases.
MATCH (song:Song {song_id: $song_id})
RETURN properties(song) AS song,
       [(artist)-[performed:PERFORMED]->(song) | {name: artist.name, role: performed.role}] AS artists,
       [(song)-[:IN_GENRE]->(genre) | genre.name] AS genres,
       [(song)-[measured:MEASURED]->(source) | {source: source.name, bpm: measured.bpm, key: measured.key}] AS measured,
       [(alias)-[:OF]->(song) | alias.alias] AS aliases
