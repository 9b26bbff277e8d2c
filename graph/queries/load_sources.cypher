// Sources that claims come from. Parameters: rows [name, terms, licence].
UNWIND $rows AS row
MERGE (source:Source {name: row.name})
SET source.terms = coalesce(row.terms, source.terms), source.licence = coalesce(row.licence, source.licence)
