"""From a text to the graph: what it names, which figures it asks for, and what a reader should know about it.

``readers``      files of several kinds as plain text, within limits
``plain``        a text made even for matching, with the way back
``vocabulary``   what can be named and how, read from the graph
``mentions``     where a text names it
``thresholds``   figures with unit and comparison, and what the rules conclude about them
``render``       text, JSON, Turtle and HTML
``link``         one text or many
``findings``, ``figure_findings``, ``coverage``, ``climate``  the parts of a review
``report``       a review as Markdown, JSON and HTML
``review``       the parts put together
"""
