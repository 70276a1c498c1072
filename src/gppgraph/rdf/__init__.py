"""RDF and SPARQL: store, engines, query text, results.

Nothing in this folder depends on the subject of the graph.
"""
