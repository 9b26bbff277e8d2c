// Which of a model's songs are not in the graph. Parameters: ids. Columns: songs (how many), example.
UNWIND $ids AS id
OPTIONAL MATCH (song:Song {song_id: id})
WITH id WHERE song IS NULL
RETURN count(*) AS songs, min(id) AS example
