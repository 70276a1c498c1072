"""Decision tables of the graph and the walk through them."""
