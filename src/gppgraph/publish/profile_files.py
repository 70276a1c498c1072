"""The files that the application profile names as its parts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..authoring.context import CONTEXT
from ..terms import BASE
from ..workspace import root


def profile_files(artifacts: Iterable[str]) -> list[Path]:
    """Return the files in ``ontology/`` of the artifacts of a profile, by name.

    ``artifacts`` are IRIs, such as that of ``authoring.schema.json``. The JSON-LD context is not
    among them: each workspace has its own.
    """
    names = {name.removeprefix(BASE) for name in artifacts}
    paths = [root() / "ontology" / name for name in sorted(names) if "/" not in name]
    return [path for path in paths if path.is_file() and path != root() / CONTEXT]
