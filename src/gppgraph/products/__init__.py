"""Evidence on products, held against the requirements of the graph."""
