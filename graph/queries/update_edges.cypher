// Relationships with other claims, and what follows from them. Parameters: rows [edge (an id of this transaction), properties].
UNWIND $rows AS row
MATCH ()-[edge]->() WHERE elementId(edge) = row.edge
SET edge = row.properties
