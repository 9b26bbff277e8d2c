// Songs that nobody claims any more, with their lists. Parameters: ids. Columns: removed.
UNWIND $ids AS id
MATCH (song:Song {song_id: id}) WHERE song.sources IS NULL
DETACH DELETE song
RETURN count(*) AS removed
