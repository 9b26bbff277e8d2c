"""The file formats that mixgraph reads, one file a format: rows in, records out, no database."""
