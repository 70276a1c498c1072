"""Passages of the graph held against the texts they were read from."""
