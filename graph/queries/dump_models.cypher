// The model that answers. Columns: model_id, engine, parameters, metrics, adjacency_digest, created_at.
MATCH (model:Model) WHERE model.model_id IS NOT NULL AND model.state = 'active'
RETURN model.model_id AS model_id, model.engine AS engine, model.parameters AS parameters, model.metrics AS metrics,
       model.adjacency_digest AS adjacency_digest, model.created_at AS created_at
ORDER BY model_id
