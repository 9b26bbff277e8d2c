// Search over titles and credits; accents and case are folded by the analyser, as people type them.
CREATE FULLTEXT INDEX song_text IF NOT EXISTS FOR (song:Song) ON EACH [song.title, song.artist_credit, song.aliases]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding', `fulltext.eventually_consistent`: true}}
