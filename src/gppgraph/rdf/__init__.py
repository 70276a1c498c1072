"""RDF and SPARQL: store, engines, query text, results. Knows no word of the domain."""
