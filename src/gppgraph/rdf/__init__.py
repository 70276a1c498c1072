"""RDF and SPARQL: store, engines, query text, results. Knows no domain word."""
