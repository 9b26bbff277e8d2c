// Every source, in order. Columns: name, terms, licence, precedence.
MATCH (source:Source) WHERE source.name IS NOT NULL
RETURN source.name AS name, source.terms AS terms, source.licence AS licence, source.precedence AS precedence
ORDER BY name
