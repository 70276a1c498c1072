"""The commands of ``gppgraph``, one module each with ``add_parser`` and ``run``; imported when called."""

COMMANDS = {
    "satisfy": "which label editions satisfy which requirements",
    "explain": "the proof behind a verdict",
    "remaining": "what a bidder with these labels has proved, what remains, and by which proofs",
    "compare": "two editions side by side, with which is stricter and why",
    "search": "find criteria, labels, standards, acts and concepts by words in four languages",
    "load": "push the dataset to a SPARQL server",
    "matrix": "requirements by label editions as a coloured table, SVG or HTML",
    "decide": "answer questions and see how a procurement meets its climate and environment duty",
    "link": "mark what a text names and asks for, and link it to the graph",
    "review": "what is outdated, unprovable, doubtful or missing in a tender text",
    "show": "everything known about one thing",
    "sources": "hold passages against source texts, or show them beside their facts",
    "gaps": "what is not known, ranked by the verdicts it would settle, with where to look",
    "diff": "which verdicts and outcomes differ between two versions of the graph",
    "link-check": "what is linked to nothing, what may be one thing twice; mappings as SSSOM",
    "query": "run a question of the catalogue, or SPARQL of your own",
    "serve": "serve things, their data, SPARQL and a REST interface over HTTP",
    "publish": "write the graph as a static site: pages, data files, dumps and their description",
    "build": "build the derived dataset",
    "validate": "check the graph, or files on top of it, and tell what the sources contradict",
    "format": "write Turtle files in the layout of the project",
}

# Which extra a command needs whole; others say so where they need one.
EXTRAS = {"build": "build", "diff": "build", "format": "build", "validate": "validate"}
