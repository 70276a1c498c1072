"""Copies of shipped data files for small graphs of tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from gppgraph.workspace import Source, root, sources, translations_of


def source_of(stem: str) -> Source:
    """Return the shipped data file of a name."""
    return next(source for source in sources() if source.path.stem == stem)


def copy_vocabulary(target: Path, *ignored: str) -> Path:
    """Copy the ontology and the code lists to another root, without the folders ``ignored``."""
    for name in ("ontology", "codes"):
        shutil.copytree(root() / name, target / name, ignore=shutil.ignore_patterns(*ignored))
    return target


def copy_facts(stem: str, target: Path) -> Path:
    """Copy a shipped data file and its translations to where they stand under another root."""
    path = source_of(stem).path
    for file in (path, *(file for _, file in translations_of(path))):
        copy = target / file.relative_to(root())
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    return target / path.relative_to(root())
