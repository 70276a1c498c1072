"""The making of a workspace, and of first files in it."""

from __future__ import annotations

from .declaration import FLAG, FOLDER, Operation, Parameter

KINDS = ("set", "label", "scheme", "product-type", "concept")

WORKSPACES = (
    Operation(
        ("init",),
        "make a workspace of your own: sets, labels and codes under your base IRI",
        'gppgraph init furniture --title "Furniture" --base https://data.example.org/furniture/',
        (
            Parameter("folder", "folder to make", FOLDER, required=True, positional=True, placeholder="DIR"),
            Parameter("title", "title of the graph (default: the name of the folder)", placeholder="TEXT"),
            Parameter("publisher", "name of its publisher", placeholder="TEXT"),
            Parameter("base", "base IRI of its names, which ends in / or #", placeholder="IRI"),
            Parameter("country", "code of a country with criteria", repeated=True, placeholder="CODE"),
            Parameter("extends", "have the sets, labels and law of the shipped graph as well", FLAG),
        ),
        on_workspace=False,
    ),
    Operation(
        ("new",),
        "write the first file of a set, label, scheme, product type or concept, with comments",
        "gppgraph new set chairs --title Chairs",
        (
            Parameter("kind", "kind of the thing", choices=KINDS, required=True, positional=True),
            Parameter(
                "name", "its name, such as chairs-2026", required=True, positional=True, placeholder="NAME"
            ),
            Parameter("title", "its title (default: made of the name)", placeholder="TEXT"),
        ),
    ),
)
