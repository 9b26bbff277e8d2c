// What a person says of a source; null leaves what was said. Parameters: name, terms, licence, precedence.
// Columns: songs (whose bpm or key it measured: to be derived anew).
MATCH (source:Source {name: $name})
SET source.terms = coalesce($terms, source.terms), source.licence = coalesce($licence, source.licence),
    source.precedence = coalesce($precedence, source.precedence)
RETURN COLLECT { MATCH (source)<-[:MEASURED]-(song:Song) RETURN song.song_id } AS songs
