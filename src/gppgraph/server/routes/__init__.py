"""The routes: SPARQL, the REST interface, reviews, and the pages and data of resources."""
