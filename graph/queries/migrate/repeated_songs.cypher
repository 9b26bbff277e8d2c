// Songs of which a source claims more than once. Columns: song_id.
MATCH (song:Song)
WHERE any(at IN range(1, size(song.sources) - 1) WHERE song.sources[at] IN song.sources[..at])
RETURN song.song_id AS song_id
