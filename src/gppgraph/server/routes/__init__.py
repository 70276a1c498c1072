"""The routes: SPARQL, the REST interface, reviews and resources."""
