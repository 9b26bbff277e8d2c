// Covers and remixes of a song, and what it covers or remixes itself. Parameters: song (song).
// Columns: relation (as seen from the other song), artist, title, year, song_id.
MATCH (song:Song {song_id: $song})-[relation:COVERS|REMIXES]-(other:Song)
RETURN CASE WHEN startNode(relation) = other AND type(relation) = 'COVERS' THEN 'cover'
            WHEN startNode(relation) = other THEN 'remix' ELSE 'original' END AS relation,
       other.artist_credit AS artist, other.title AS title, other.year AS year, other.song_id AS song_id
ORDER BY year, song_id
