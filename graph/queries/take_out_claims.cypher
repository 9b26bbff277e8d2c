// Take the claims of songs and of their relations off them; what was recommended stays. Parameters: ids.
UNWIND $ids AS id
MATCH (song:Song {song_id: id})
SET song.sources = null, song.titles = null, song.artist_credits = null, song.years = null, song.durations = null,
    song.own_ids = null, song.stated_ids = null, song.title = null, song.artist_credit = null, song.year = null,
    song.duration = null, song.bpm = null, song.bpm_source = null, song.key = null, song.key_source = null,
    song.mbid = null, song.isrc = null, song.whosampled_path = null
WITH song
MATCH (song)-[edge:PERFORMED|PRODUCED|IN_GENRE|MEASURED|SAMPLES|COVERS|REMIXES|OF]-(other)
DELETE edge
WITH DISTINCT other WHERE other:Alias
DELETE other
