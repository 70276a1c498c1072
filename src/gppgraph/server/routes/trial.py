"""The page to try the interface: Swagger UI.

Its files come from a package, so that the page loads nothing from the network.
"""

from __future__ import annotations

from importlib.resources import files

from ...output.html import render

MEDIA = {"docs": "text/html", "js": "text/javascript", "css": "text/css"}


def _read() -> dict[str, bytes]:
    ours, library = files("gppgraph.server").joinpath("trial"), files("fastapi_offline").joinpath("static")
    return {
        "docs": render("trial.html").encode(),
        "docs/page.css": ours.joinpath("page.css").read_bytes(),
        "docs/start.js": ours.joinpath("start.js").read_bytes(),
        "docs/swagger-ui.js": library.joinpath("swagger-ui-bundle.js").read_bytes(),
        "docs/swagger-ui.css": library.joinpath("swagger-ui.css").read_bytes(),
    }


FILES = _read()
