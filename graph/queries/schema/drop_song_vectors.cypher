// No index over vectors of songs: until new ones are all there, or for good.
DROP INDEX song_vectors IF EXISTS
