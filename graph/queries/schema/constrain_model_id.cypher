// One node a model.
CREATE CONSTRAINT model_id IF NOT EXISTS FOR (model:Model) REQUIRE model.model_id IS UNIQUE
