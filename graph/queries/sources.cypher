// The sources there are. Columns: source, terms, licence, precedence.
MATCH (source:Source)
RETURN source.name AS source, source.terms AS terms, source.licence AS licence, source.precedence AS precedence
ORDER BY toLower(source), source
