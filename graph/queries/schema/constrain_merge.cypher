// A song is joined with one other.
CREATE CONSTRAINT merge IF NOT EXISTS FOR (merge:Merge) REQUIRE merge.merged IS UNIQUE
