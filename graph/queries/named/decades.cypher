// How many songs each decade has, how often they sample, and how often they are sampled. Columns: decade, songs, samples, samplers.
MATCH (song:Song) WHERE song.year IS NOT NULL
RETURN song.year / 10 * 10 AS decade, count(*) AS songs, sum(COUNT { (song)-[:SAMPLES]->() }) AS samples,
       sum(COUNT { (song)<-[:SAMPLES]-() }) AS samplers
ORDER BY decade
