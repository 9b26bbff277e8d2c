"""What people ask of the graph, in one place for the command line and the web page."""
