// Songs as sources state them; a claim that stands already is left alone. years: 0 is unknown.
// Parameters: rows [song_id, claims [source, title, artist_credit, year, duration]].
// Columns: claims (new ones), derive (ids whose title, credit and year must be chosen anew).
UNWIND $rows AS row
MERGE (song:Song {song_id: row.song_id})
WITH song, row, coalesce(song.sources, []) AS sources, song.titles AS titles, song.artist_credits AS credits,
     song.years AS years, song.durations AS durations
WITH song, sources, [claim IN row.claims
  WHERE none(i IN range(0, size(sources) - 1) WHERE sources[i] = claim.source AND titles[i] = claim.title
    AND credits[i] = claim.artist_credit AND years[i] = claim.year AND durations[i] = claim.duration)] AS new
WHERE size(new) > 0
SET song.sources = sources + [claim IN new | claim.source],
    song.titles = coalesce(song.titles, []) + [claim IN new | claim.title],
    song.artist_credits = coalesce(song.artist_credits, []) + [claim IN new | claim.artist_credit],
    song.years = coalesce(song.years, []) + [claim IN new | claim.year],
    song.durations = coalesce(song.durations, []) + [claim IN new | claim.duration],
    song.title = coalesce(song.title, new[0].title),
    song.artist_credit = coalesce(song.artist_credit, new[0].artist_credit),
    song.year = coalesce(song.year, nullIf(new[0].year, 0)),
    song.duration = coalesce(song.duration, nullIf(new[0].duration, 0))
RETURN sum(size(new)) AS claims, collect(CASE WHEN size(sources) + size(new) > 1 THEN song.song_id END) AS derive
