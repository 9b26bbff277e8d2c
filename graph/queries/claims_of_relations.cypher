// The relations of songs to some songs that they take from, with the claims. Sought from the sampler, which takes from few, where
// the sampled song may be taken from by thousands. Parameters: rows [sampler, sampled (list)].
// Columns: found [sampler, relations [type, sampled, edge (its id), properties]], one list: a driver is slow at many rows.
UNWIND $rows AS row
MATCH (sampler:Song {song_id: row.sampler})
WITH row, [(sampler)-[edge:SAMPLES|COVERS|REMIXES]->(sampled) WHERE sampled.song_id IN row.sampled
  | [type(edge), sampled.song_id, elementId(edge), properties(edge)]] AS relations
RETURN collect({sampler: row.sampler, relations: relations}) AS found
