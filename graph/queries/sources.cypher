// Who says what. Columns: name, terms, licence, precedence, songs, artists, samples, covers, remixes (claims), measured.
MATCH (source:Source)
WITH source ORDER BY source.name
RETURN source.name AS name, source.terms AS terms, source.licence AS licence, source.precedence AS precedence,
       COUNT { MATCH (song:Song) WHERE source.name IN song.sources } AS songs,
       COUNT { MATCH (artist:Artist) WHERE source.name IN artist.sources } AS artists,
       COUNT { MATCH (:Song)-[claimed:SAMPLES]->(:Song) WHERE source.name IN claimed.sources } AS samples,
       COUNT { MATCH (:Song)-[claimed:COVERS]->(:Song) WHERE source.name IN claimed.sources } AS covers,
       COUNT { MATCH (:Song)-[claimed:REMIXES]->(:Song) WHERE source.name IN claimed.sources } AS remixes,
       COUNT { (source)<-[:MEASURED]-() } AS measured
