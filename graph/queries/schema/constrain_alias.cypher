// One song an alias.
CREATE CONSTRAINT alias IF NOT EXISTS FOR (alias:Alias) REQUIRE alias.alias IS UNIQUE
