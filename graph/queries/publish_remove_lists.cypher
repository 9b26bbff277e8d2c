// The old lists of some songs, in the transaction that writes the new ones. Parameters: ids.
UNWIND $ids AS id
MATCH (:Song {song_id: id})-[old:RECOMMENDED_WITH]->()
DELETE old
