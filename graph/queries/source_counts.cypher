// How much each source says: every node and relationship is looked at once. Columns: what, source, number.
MATCH (song:Song)
UNWIND song.sources AS source
WITH DISTINCT song, source
RETURN 'songs' AS what, source, count(*) AS number
UNION ALL
MATCH (artist:Artist)
UNWIND artist.sources AS source
WITH DISTINCT artist, source
RETURN 'artists' AS what, source, count(*) AS number
UNION ALL
MATCH (:Song)-[relation:SAMPLES|COVERS|REMIXES]->(:Song)
UNWIND relation.sources AS source
WITH DISTINCT relation, source
RETURN toLower(type(relation)) AS what, source, count(*) AS number
UNION ALL
MATCH ()-[measured:MEASURED]->(measurer:Source)
RETURN 'measured' AS what, measurer.name AS source, count(*) AS number
