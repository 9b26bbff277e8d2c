// Whose vectors the graph holds: of this model, of so many songs; none while they are written. Parameters: model_id, songs.
MATCH (model:Model) WHERE model.model_id IS NOT NULL
SET model.vectors = CASE model.model_id WHEN $model_id THEN $songs END
