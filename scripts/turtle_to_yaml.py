"""Write Turtle files of facts as YAML, with their translations, and remove the Turtle.

Usage: ``turtle_to_yaml.py FILE...``, with files under ``data/``. A file whose statements would change stays as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from gppgraph.authoring.convert import translation_path, yaml_of
from gppgraph.files import write_file
from gppgraph.workspace import sources

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Convert the files that are named."""
    known = {source.path.resolve(): source for source in sources(ROOT)}
    for path in map(Path, sys.argv[1:]):
        source = known[path.resolve()]
        for language, text in yaml_of(source).items():
            target = (
                translation_path(ROOT / "data", language, path.stem)
                if language
                else path.with_suffix(".yaml")
            )
            write_file(target, text)
        path.unlink()
        print(path.with_suffix(".yaml"))


if __name__ == "__main__":
    main()
