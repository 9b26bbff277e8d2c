// Relationships that nobody claims any more. Parameters: edges (ids of this transaction).
UNWIND $edges AS id
MATCH ()-[edge]->() WHERE elementId(edge) = id
DELETE edge
