"""Put the graph's files, a snapshot built from them and the headers of the queries into the wheel.

Facts that are written as YAML are Turtle in the wheel, under the same names.
An editable install reads the checkout itself, so nothing is copied for it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = "gppgraph/_shipped"
FOLDERS = ("ontology", "codes", "lexicon", "imprints", "mappings", "queries", "gppgraph.toml")


class ShippedFilesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `gppgraph/_shipped/` to a wheel."""

    _work: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the snapshot and list what the wheel takes along."""
        if version == "editable":
            return
        root = Path(self.root)
        self._work = Path(tempfile.mkdtemp(prefix="gppgraph-snapshot-"))
        snapshot, headers, data = (self._work / name for name in ("snapshot", "headers.json", "data"))
        snapshot.mkdir()
        _write(root, snapshot, headers, data)

        included = build_data["force_include"]
        for folder in FOLDERS:
            included[str(root / folder)] = f"{SHIPPED}/{folder}"
        included[str(data)] = f"{SHIPPED}/data"
        included[str(snapshot)] = f"{SHIPPED}/snapshot"
        included[str(headers)] = f"{SHIPPED}/queries/{headers.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary snapshot once it is in the wheel."""
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)


def _write(root: Path, target: Path, headers: Path, data: Path) -> None:
    # The package is not installed while its own wheel is being built.
    source = str(root / "src")
    sys.path.insert(0, source)
    try:
        from gppgraph.authoring.convert import write_turtle
        from gppgraph.build.snapshot import write_snapshot
        from gppgraph.catalogue.query import headers as read_headers

        write_snapshot(root, target)
        write_turtle(root, data)
        headers.write_text(read_headers(root), encoding="utf-8")
    finally:
        sys.path.remove(source)
