// Songs whose tempo two sources measure more than 4 % apart, half and double time counted. Parameters: limit (number) = 50.
// Columns: artist, title, bpms (source and bpm), song_id.
MATCH (one:Source)<-[a:MEASURED]-(song:Song)-[b:MEASURED]->(other:Source)
WHERE one.name < other.name AND a.bpm > 0 AND b.bpm > 0
  AND none(times IN [0.5, 1.0, 2.0] WHERE abs(a.bpm * times / b.bpm - 1) <= 0.04)
WITH DISTINCT song
RETURN song.artist_credit AS artist, song.title AS title,
       COLLECT { MATCH (song)-[each:MEASURED]->(source:Source) WHERE each.bpm IS NOT NULL
                 RETURN source.name + ': ' + toString(each.bpm) AS told ORDER BY told } AS bpms, song.song_id AS song_id
ORDER BY song_id LIMIT toInteger($limit)
