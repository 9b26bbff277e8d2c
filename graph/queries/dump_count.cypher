// How many nodes and relationships a dump holds, by label and type. Columns: those of the labels and types.
RETURN COUNT { (:Source) } AS Source, COUNT { (:Merge) } AS Merge, COUNT { (:Genre) } AS Genre, COUNT { (:Artist) } AS Artist,
       COUNT { (:Song) } AS Song, COUNT { (:Model) } AS Model, COUNT { ()-[:PERFORMED]->() } AS PERFORMED,
       COUNT { ()-[:PRODUCED]->() } AS PRODUCED, COUNT { ()-[:IN_GENRE]->() } AS IN_GENRE,
       COUNT { ()-[:SAMPLES]->() } AS SAMPLES, COUNT { ()-[:COVERS]->() } AS COVERS, COUNT { ()-[:REMIXES]->() } AS REMIXES,
       COUNT { ()-[:MEASURED]->() } AS MEASURED,
       COUNT { ()-[:RECOMMENDED_WITH]->() } AS RECOMMENDED_WITH
