"""A question about one requirement reads its own statements and no others."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gppgraph.snapshot import _block, open_parts
from gppgraph.terms import iri


@pytest.mark.parametrize("seed", range(20))
def test_block_is_what_a_scan_finds(seed: int) -> None:
    """Bisection gives the lines that begin with a prefix, none where there is none."""
    chance = random.Random(seed)
    words = [
        "".join(chance.choice("abc") for _ in range(chance.randint(1, 6)))
        for _ in range(chance.randint(0, 40))
    ]
    lines = sorted(f"<{word}> <p> <o> .\n".encode() for word in words)
    for start in (b"<a", b"<ab", b"<b", b"<c", b"<cc", b"<d", b"<"):
        first, last = _block(b"".join(lines), start)
        assert b"".join(lines)[first:last] == b"".join(line for line in lines if line.startswith(start))


def test_only_named_requirements_are_read(tmp_path: Path) -> None:
    """Labels and codes stay, other requirements and passages are left out."""
    statements = sorted(
        f"<{iri(prefix, name)}> <urn:p> <urn:o> .\n"
        for prefix, name in (
            ("req", "s.a"),
            ("req", "s.a.c1"),
            ("req", "s.b"),
            ("passage", "s.a"),
            ("label", "e"),
        )
    )
    (tmp_path / "part.nq").write_text("".join(statements), encoding="utf-8")
    store = open_parts(tmp_path, ["part", "absent"], (iri("req", "s.a"),))
    assert sorted(quad.subject.value for quad in store) == sorted(
        [iri("label", "e"), iri("req", "s.a"), iri("req", "s.a.c1")]
    )
