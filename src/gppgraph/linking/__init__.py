"""From a text to the graph: what it names, which figures it asks for, and what a reader should know about it.

``readers``     files of several kinds as plain text, within limits
``vocabulary``  what can be named and how, read from the graph
``mentions``    where a text names it
``thresholds``  figures with unit and comparison, and what the rules conclude about them
``review``      findings about a text, by the queries of ``queries/review/``
``render``      text, JSON, Turtle and HTML
"""
