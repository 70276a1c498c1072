"""``gppgraph serve``: things, their data, SPARQL and the REST interface over HTTP, safe against strangers.

One process speaks HTTP and never runs a stranger's query; a second one, forked before it listens, holds the
same loaded graph and forks workers, which may be ended at any time. ``docs/threat-model.md`` says what is
protected how.
"""
