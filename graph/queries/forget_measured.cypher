// Take some songs' measurements of a source off. Parameters: source, ids. Columns: measured (taken off).
UNWIND $ids AS id
MATCH (song:Song {song_id: id})-[measured:MEASURED]->(:Source {name: $source})
DELETE measured
RETURN count(*) AS measured
