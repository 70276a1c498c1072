"""Passages of the graph compared with the texts they were read from."""
