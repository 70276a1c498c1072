"""Find and show the things of the graph."""
