// The model is whole; those before it are gone. Parameters: model_id.
MATCH (model:Model {model_id: $model_id})
SET model.state = 'active'
WITH model
OPTIONAL MATCH (old:Model) WHERE old <> model AND old.model_id IS NOT NULL
DETACH DELETE old
