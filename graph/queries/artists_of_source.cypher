// Artists whom a source names, and artists of whom no song is left.
// Parameters: source. Columns: artist_id, credited (is there a song that the artist performed or produced?).
MATCH (artist:Artist)
WITH artist, EXISTS { (artist)-[:PERFORMED|PRODUCED]->() } AS credited
WHERE $source IN artist.sources OR NOT credited
RETURN artist.artist_id AS artist_id, credited
