// A model of which lists begin to be written by one run. Another run that was writing is shut out from here on.
// Parameters: model_id, parameters (JSON), metrics (JSON), engine, digest, features, created_at, run.
// Columns: same (its lists were ranked by the same bpm and key before).
MATCH (marker:Mixgraph)
SET marker.publisher = $run
MERGE (model:Model {model_id: $model_id})
ON CREATE SET model.state = 'publishing'
WITH model, coalesce(model.features = $features, false) AS same
SET model.parameters = $parameters, model.metrics = $metrics, model.engine = $engine, model.adjacency_digest = $digest,
    model.features = $features, model.created_at = $created_at
RETURN same
