// Search over titles and credits: as they are written, and in normal form, since ids are made of it (NWA finds N.W.A).
CREATE FULLTEXT INDEX song_text IF NOT EXISTS FOR (song:Song) ON EACH [song.song_id, song.stated_ids, song.title, song.artist_credit]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words', `fulltext.eventually_consistent`: true}}
