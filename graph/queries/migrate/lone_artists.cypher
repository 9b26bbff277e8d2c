// Artists of whom no song is left. Parameters: none.
MATCH (artist:Artist) WHERE NOT EXISTS { (artist)-[:PERFORMED]->() }
DETACH DELETE artist
