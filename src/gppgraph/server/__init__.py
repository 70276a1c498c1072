"""``gppgraph serve``: resources, SPARQL and the REST interface over HTTP.

The server process speaks HTTP and never runs a client's query. Before it listens, it forks a second process,
which holds the same loaded graph and forks workers; a worker may be ended at any time.
``docs/threat-model.md`` lists the threats and the protection against each. Modules import downwards in this
list: settings, documents, ``http``, ``workers``, ``routes``, app.
"""
