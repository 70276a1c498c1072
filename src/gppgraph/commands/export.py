"""``gppgraph export``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import as_json, emit

if TYPE_CHECKING:
    from ..workspace import Source


def run(options: argparse.Namespace) -> int:
    """Write one criteria set or label edition in another form."""
    from ..authoring.convert import jsonld_of
    from ..sheets.transfer import edition, turtle, write_csv, xlsx
    from ..workspace import find

    if bool(options.set) == bool(options.label):
        raise InputError("export needs one of --set and --label.")
    kind = "set" if options.set else "label"
    source = edition(kind, options.set or options.label, find(options.workspace))
    form = options.format
    if form in ("xlsx", "csv") and (not options.output or options.output == "-"):
        raise InputError(f"--format {form} needs --output.")
    if form == "xlsx":
        emit(xlsx(source), options.output)
    elif form == "csv":
        for path in write_csv(source, Path(options.output)):
            print(path)
    elif form == "yaml":
        _yaml(source, options.output)
    elif form == "jsonld":
        emit(as_json(jsonld_of(source)), options.output)
    else:
        emit(turtle(source), options.output)
    return 0


def _yaml(source: Source, output: str | None) -> None:
    """Write the file and its translations; to stdout the file alone."""
    from ..authoring.convert import yaml_of
    from ..sheets.transfer import Imported, write_yaml

    texts = yaml_of(source)
    if not output or output == "-":
        emit(texts[""], None)
        languages = sorted(set(texts) - {""})
        if languages:
            print(f"without the translations ({', '.join(languages)}); --output writes them", file=sys.stderr)
        return
    path, wanted = Path(output), f"{source.path.stem}.yaml"
    if path.name != wanted:
        raise InputError(f"{output}: names come from the file; call it {wanted}.")
    for written in write_yaml(Imported(source.path.stem, texts, ()), path.parent):
        print(written)
