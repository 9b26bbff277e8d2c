// How much the graph holds. Columns: songs, artists, genres, samples, covers, remixes, produced, measured, songs_with_bpm, recommendations.
RETURN COUNT { (:Song) } AS songs, COUNT { (:Artist) } AS artists, COUNT { (:Genre) } AS genres,
       COUNT { ()-[:SAMPLES]->() } AS samples, COUNT { ()-[:COVERS]->() } AS covers, COUNT { ()-[:REMIXES]->() } AS remixes,
       COUNT { ()-[:PRODUCED]->() } AS produced, COUNT { ()-[:MEASURED]->() } AS measured,
       COUNT { (song:Song) WHERE song.bpm IS NOT NULL } AS songs_with_bpm,
       COUNT { ()-[:RECOMMENDED_WITH]->() } AS recommendations
