// The index of version 1, in place of which another comes.
DROP INDEX song_text IF EXISTS
