// The songs whose list is of this model already: an interrupted publish goes on after them. Parameters: model_id. Columns: song_id.
MATCH (song:Song)-[list:RECOMMENDED_WITH {rank: 1, model_id: $model_id}]->()
RETURN song.song_id AS song_id
