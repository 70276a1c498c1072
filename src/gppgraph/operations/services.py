"""The server, the static site, and the completion of commands in a shell.

The defaults of the server are in ``server/settings.py``; the command reads them for its help.
"""

from __future__ import annotations

from .declaration import FLAG, FOLDER, SECONDS, WHOLE, Operation, Parameter
from .product_questions import PRODUCT_FILE, SOURCE

SERVICES = (
    Operation(
        ("serve",),
        "serve things, their data, SPARQL and a REST interface over HTTP",
        "gppgraph serve --port 8765",
        (
            Parameter("host", "address", placeholder="ADDRESS"),
            Parameter("port", "port", WHOLE, placeholder="N", least=1, most=65535),
            Parameter("site", "a published site; without it pages are plain", FOLDER, placeholder="DIR"),
            Parameter(
                "workers",
                "processes for queries (default: by the number of cores)",
                WHOLE,
                placeholder="N",
                least=1,
                most=256,
            ),
            Parameter("timeout", "limit for one query", SECONDS, placeholder="SECONDS"),
            Parameter(
                "memory",
                "limit for one query beyond the graph",
                WHOLE,
                placeholder="MIB",
                least=64,
                most=10**6,
            ),
            Parameter(
                "per_client", "queries of one client at a time", WHOLE, placeholder="N", least=1, most=10**4
            ),
        ),
        extra="serve",
    ),
    Operation(
        ("publish",),
        "write the graph as a static site: pages, data files, dumps and their description",
        "gppgraph publish site/ --lang en,nb,da --base https://data.example.org/gpp/",
        (
            Parameter(
                "folder",
                "folder to write; an older site in it is replaced",
                FOLDER,
                required=True,
                positional=True,
                placeholder="DIR",
            ),
            Parameter(
                "lang",
                "languages of the interface, the first at the top (default: those of the workspace)",
                placeholder="L,L",
            ),
            Parameter(
                "base",
                "address at which the site will be served (default: the base of its identifiers)",
                placeholder="URL",
            ),
            PRODUCT_FILE._replace(
                name="products",
                positional=False,
                required=False,
                help="products for a page on how strict requirements are: a file of the source, or a Parquet file",
            ),
            SOURCE,
            Parameter("no_validation", "leave the validation report out", FLAG),
        ),
        extra="publish",
    ),
    Operation(
        ("completion",),
        "print the completion of commands and options for a shell",
        "gppgraph completion bash > ~/.local/share/bash-completion/completions/gppgraph",
        (
            Parameter(
                "shell",
                "shell that completes",
                choices=("bash", "zsh", "tcsh"),
                required=True,
                positional=True,
                placeholder="SHELL",
            ),
        ),
        extra="completion",
        on_workspace=False,
    ),
)
