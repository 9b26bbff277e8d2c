// Songs whose list is of another model: they have none in the new one. Parameters: model_id. Columns: song_id.
MATCH (song:Song)-[list:RECOMMENDED_WITH {rank: 1}]->() WHERE list.model_id <> $model_id
RETURN song.song_id AS song_id
