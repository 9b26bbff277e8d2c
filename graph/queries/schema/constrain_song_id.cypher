// One node a song id. Without it MERGE would not be unique under concurrent loads.
CREATE CONSTRAINT song_id IF NOT EXISTS FOR (song:Song) REQUIRE song.song_id IS UNIQUE
