// Who says what: sources with the songs, relations and measured songs they speak of. Columns: source, songs, relations, measured.
MATCH (source:Source)
RETURN source.name AS source, COUNT { MATCH (song:Song) WHERE source.name IN song.sources } AS songs,
       COUNT { MATCH (:Song)-[relation:SAMPLES|COVERS|REMIXES]->(:Song) WHERE source.name IN relation.sources } AS relations,
       COUNT { (:Song)-[:MEASURED]->(source) } AS measured
ORDER BY relations DESC, source
