"""From a text to the graph: what it names, which figures it asks for, and what a reader should know about it.

``readers``      files of several kinds as plain text, within limits
``markup``       XML, parsed safely
``word``         the text of a Word document and where it stands in the XML
``plain``        a text made even for matching, with the way back
``facts``        what a snapshot says about names and codes
``vocabulary``   what can be named and how, made of those facts
``names``, ``standards``, ``acts``, ``codes``, ``editions``  what is looked for, one kind each
``finder``       all of it in one text: the mentions
``numbers``, ``scope``, ``thresholds``  figures with unit and comparison, their scope, what they bound
``comparison``   what the rules conclude about figures
``render``       text, JSON, Turtle and HTML
``link``         one text or many
``findings``, ``figure_findings``, ``coverage``, ``climate``  the parts of a review
``report``, ``comments``  a review as Markdown, JSON, HTML, and as comments in a Word document
``review``       the parts put together
``words/``       what all of it says, one file per language
"""
