"""Green public procurement criteria, eco-labels and what satisfies what, as a knowledge graph."""
