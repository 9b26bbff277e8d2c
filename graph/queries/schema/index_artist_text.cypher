// Search over artists.
CREATE FULLTEXT INDEX artist_text IF NOT EXISTS FOR (artist:Artist) ON EACH [artist.name]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding', `fulltext.eventually_consistent`: true}}
