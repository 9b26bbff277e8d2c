// Other ids of songs that go. Parameters: ids.
UNWIND $ids AS id
MATCH (:Song {song_id: id})<-[:OF]-(alias:Alias)
DETACH DELETE alias
