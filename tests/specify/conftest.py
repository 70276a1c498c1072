"""The shipped graph and the linker, opened once for the tests of drafts."""

from __future__ import annotations

import pytest

import gppgraph
from gppgraph.graph import Graph
from gppgraph.texts.linker import Linker


@pytest.fixture(scope="package")
def graph() -> Graph:
    """The shipped graph."""
    return gppgraph.load()


@pytest.fixture(scope="package")
def linker(graph: Graph) -> Linker:
    """A linker of texts to it."""
    return Linker(graph)
