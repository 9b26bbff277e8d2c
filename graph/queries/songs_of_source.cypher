// Songs of which a source says anything.
// Parameters: source. Columns: song_id, rebuild (others claim the song too, and it is known by several ids).
MATCH (song:Song)
WITH song, coalesce($source IN song.sources, false) AS claimed
WHERE claimed OR EXISTS { (song)-[:MEASURED]->(:Source {name: $source}) }
RETURN song.song_id AS song_id,
       claimed AND EXISTS { (song)<-[:OF]-() } AND any(source IN song.sources WHERE source <> $source) AS rebuild
