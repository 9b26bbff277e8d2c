// Search over artists: as they are written, and in normal form.
CREATE FULLTEXT INDEX artist_text IF NOT EXISTS FOR (artist:Artist) ON EACH [artist.artist_id, artist.name]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words', `fulltext.eventually_consistent`: true}}
