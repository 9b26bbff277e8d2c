// The index of version 1, in place of which another comes.
DROP INDEX artist_text IF EXISTS
