// How many sources other than one have made claims. Parameters: name. Columns: sources.
MATCH (source:Source) WHERE source.name <> $name AND NOT EXISTS { (:Song)-[:MEASURED]->(source) }
RETURN count(source) AS sources
