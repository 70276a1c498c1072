"""The commands of ``gppgraph``, one module each with ``add_parser`` and ``run``; imported when called."""

COMMANDS = {
    "satisfy": "which label editions satisfy which requirements",
    "explain": "the proof behind a verdict",
    "matrix": "requirements by label editions as a coloured table, SVG or HTML",
    "show": "everything known about one thing",
    "query": "run a question of the catalogue, or SPARQL of your own",
    "build": "build the derived dataset",
    "format": "write Turtle files in the layout of the project",
}
