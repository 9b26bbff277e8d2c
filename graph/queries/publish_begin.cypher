// A model of which lists begin to be written. Parameters: model_id, parameters (JSON), metrics (JSON), engine, digest, created_at.
MERGE (model:Model {model_id: $model_id})
ON CREATE SET model.state = 'publishing'
SET model.parameters = $parameters, model.metrics = $metrics, model.engine = $engine, model.adjacency_digest = $digest,
    model.created_at = $created_at
