"""Put the graph's files, a snapshot built from them and the headers of the queries into the wheel.

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
FOLDERS = ("ontology", "data", "queries")


class ShippedFilesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `gppgraph/_shipped/` to a wheel."""

    _work: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the snapshot and list what the wheel takes along."""
        if version == "editable":
            return
        root = Path(self.root)
        self._work = Path(tempfile.mkdtemp(prefix="gppgraph-snapshot-"))
        snapshot, headers = self._work / "snapshot", self._work / "headers.json"
        snapshot.mkdir()
        _write(root, snapshot, headers)

        included = build_data["force_include"]
        for folder in FOLDERS:
            included[str(root / folder)] = f"{SHIPPED}/{folder}"
        included[str(snapshot)] = f"{SHIPPED}/snapshot"
        included[str(headers)] = f"{SHIPPED}/queries/{headers.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary snapshot once it is in the wheel."""
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)


def _write(root: Path, target: Path, headers: Path) -> None:
    # The package is not installed while its own wheel is being built.
    source = str(root / "src")
    sys.path.insert(0, source)
    try:
        from gppgraph.build.snapshot import write_snapshot
        from gppgraph.catalogue.query import headers as read_headers

        write_snapshot(root, target)
        headers.write_text(read_headers(root), encoding="utf-8")
    finally:
        sys.path.remove(source)
