// Artists of whom no song is left. Parameters: none.
MATCH (artist:Artist) WHERE NOT EXISTS { (artist)-[:PERFORMED|PRODUCED]->() }
DETACH DELETE artist
