// One node an artist id.
CREATE CONSTRAINT artist_id IF NOT EXISTS FOR (artist:Artist) REQUIRE artist.artist_id IS UNIQUE
