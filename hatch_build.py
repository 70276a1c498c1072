"""Put the graph's files, and a snapshot built from them, into the wheel.

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
        snapshot = self._work / "snapshot"
        snapshot.mkdir()
        _write_snapshot(root, snapshot)

        included = build_data["force_include"]
        for folder in FOLDERS:
            included[str(root / folder)] = f"{SHIPPED}/{folder}"
        included[str(snapshot)] = f"{SHIPPED}/snapshot"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary snapshot once it is in the wheel."""
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)


def _write_snapshot(root: Path, target: Path) -> None:
    # The package is not installed while its own wheel is being built.
    source = str(root / "src")
    sys.path.insert(0, source)
    try:
        from gppgraph.build import write_snapshot

        write_snapshot(root, target)
    finally:
        sys.path.remove(source)
