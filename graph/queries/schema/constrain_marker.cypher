// One marker: two first imports at once meet in it.
CREATE CONSTRAINT marker IF NOT EXISTS FOR (marker:Mixgraph) REQUIRE marker.marker IS UNIQUE
