// The models in the graph, the one that answers first. Columns: model_id, state, engine, parameters, metrics, adjacency_digest, created_at,
// vectors (how many songs have one of the model; null: none, or not all yet).
MATCH (model:Model)
RETURN model.model_id AS model_id, model.state AS state, model.engine AS engine, model.parameters AS parameters,
       model.metrics AS metrics, model.adjacency_digest AS adjacency_digest, model.created_at AS created_at,
       model.vectors AS vectors
ORDER BY state, model_id
