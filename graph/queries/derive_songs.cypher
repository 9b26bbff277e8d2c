// Songs with several claims: the title that most claims say (then the first by its letters) with the fullest credit;
// the earliest year, since later ones are those of re-issues; the longest duration. Parameters: ids.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
CALL (song) {
  UNWIND song.titles AS title
  WITH title, count(*) AS says ORDER BY says DESC, title
  RETURN collect(title)[0] AS title
}
CALL (song) {
  UNWIND song.artist_credits AS credit
  WITH credit, count(*) AS says ORDER BY size(split(credit, ';')) DESC, says DESC, credit
  RETURN collect(credit)[0] AS credit
}
CALL (song) {
  UNWIND song.years AS year
  RETURN min(nullIf(year, 0)) AS year
}
CALL (song) {
  UNWIND song.durations AS duration
  RETURN max(nullIf(duration, 0)) AS duration
}
SET song.title = title, song.artist_credit = credit, song.year = year, song.duration = duration
