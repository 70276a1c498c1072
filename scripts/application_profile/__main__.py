"""Write what follows from ontology and shapes for the application profile.

    python scripts/application_profile [--check]

It fills the tables of docs/profile.md, and writes `ontology/profile.linkml.yaml` and the description of the sheet of
constraints. With `--check` nothing is written, and the exit code is 1 if a file is out of date.
"""

from __future__ import annotations

import sys

import linkml_schema
import page
import sheet
from model import Model

from gppgraph.workspace import root


def files() -> dict[str, str]:
    """Return the files that are written here with their content, by path in the repository."""
    model = Model()
    return {
        page.PAGE.as_posix(): page.page(model),
        linkml_schema.SCHEMA.as_posix(): linkml_schema.text(model),
        sheet.DESCRIPTION.as_posix(): sheet.text(model),
    }


if __name__ == "__main__":
    for name, content in files().items():
        path = root() / name
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        if "--check" in sys.argv:
            sys.exit(f"{name} is out of date; run scripts/application_profile")
        path.write_text(content, encoding="utf-8")
