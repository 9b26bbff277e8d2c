// The model is whole; those before it are gone. Parameters: model_id.
MATCH (model:Model {model_id: $model_id})
SET model.state = 'active'
WITH model
OPTIONAL MATCH (old:Model) WHERE old <> model
DETACH DELETE old
