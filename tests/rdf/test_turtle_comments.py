"""Laying a Turtle file out loses no comment of its author and renames no prefix."""

from __future__ import annotations

from pathlib import Path

import pytest

from gppgraph.authoring.layout import format_files
from gppgraph.authoring.new_files import KINDS, init, new
from gppgraph.errors import SourceError
from gppgraph.rdf.turtle import formatted

WRITTEN = '''# Head one.
# Head two.

@prefix x: <https://example.org/> .
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
# Between the prefixes and a subject.

# About b.
x:b skos:prefLabel "a # no comment"@en ; # beside the label
  # above the notation
  skos:notation "b", # first
     # second
     "c" ;
  skos:note """long # not
a comment""" . # the end of b
# About a.
x:a.b a skos:Concept ; skos:related [ skos:note "n" # nested
 ] .
# the end
'''
LAID_OUT = '''# Head one.
# Head two.

PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX x: <https://example.org/>

# About a.
x:a.b
    a skos:Concept ;
    # nested
    skos:related
        [
            skos:note "n" ;
        ] ;
.

# Between the prefixes and a subject.

# About b.
x:b
    # above the notation
    # first
    # second
    skos:notation
        "b" ,
        "c" ;
    # the end of b
    skos:note """long # not
a comment""" ;
    # beside the label
    skos:prefLabel "a # no comment"@en ;
.

# the end
'''


def test_each_comment_stands_above_its_statement(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(WRITTEN, encoding="utf-8")
    assert formatted(path) == LAID_OUT
    path.write_text(LAID_OUT, encoding="utf-8")
    assert formatted(path) == LAID_OUT


def test_a_comment_without_a_place_is_not_lost(tmp_path: Path) -> None:
    """The file stays as it is, and the line says which comment it is."""
    path = tmp_path / "a.ttl"
    text = '# head\nPREFIX x: <https://example.org/>\n[] # mine\n  x:p "v" .\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"a\.ttl:3: this comment would be lost"):
        format_files([path])
    assert path.read_text(encoding="utf-8") == text


def test_a_prefix_of_the_file_keeps_its_name(tmp_path: Path) -> None:
    """The codes of a workspace are under its base, with the prefixes that everybody uses."""
    path = tmp_path / "product.ttl"
    text = """PREFIX gpp: <https://w3id.org/gppgraph/ns#>
PREFIX product: <https://example.org/w/code/product/>

product:chair
    gpp:row "1" ;
.
"""
    path.write_text(text.replace("\n    gpp", " gpp"), encoding="utf-8")
    assert formatted(path) == text


def test_first_files_of_a_workspace_are_in_the_layout(tmp_path: Path) -> None:
    """Their comments explain where they stand, so formatting changes none."""
    init(tmp_path / "w", countries=["SE"])
    for kind in KINDS:
        new(tmp_path / "w", kind, f"my-{kind}")
    files = [path for path in sorted((tmp_path / "w").rglob("*")) if path.suffix in (".ttl", ".yaml")]
    assert len(files) > 7
    assert format_files(files, check=True) == []


def test_the_example_of_another_publisher_is_in_the_layout(root: Path) -> None:
    files = [path for path in sorted((root / "examples").rglob("*")) if path.suffix in (".ttl", ".yaml")]
    assert format_files([path for path in files if ".gppgraph" not in path.parts], check=True) == []
