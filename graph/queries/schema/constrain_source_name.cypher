// One node a source.
CREATE CONSTRAINT source_name IF NOT EXISTS FOR (source:Source) REQUIRE source.name IS UNIQUE
