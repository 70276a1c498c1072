"""Fixtures that more than one test module uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gppgraph.graph import Graph
from places import ROOT
from serving import Witness


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference inventory: a folder named `shared` beside the checkout."""
    folder = ROOT.parent / "shared"
    if not (folder / "reference").is_dir():
        pytest.skip("no reference inventory: there is no folder `shared` with it beside the checkout")
    return folder


@pytest.fixture(scope="session")
def small_graph(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """A graph of three requirements, two label editions and strings that attack a page."""
    from published import small_graph

    return small_graph(root, tmp_path_factory.mktemp("graph"))


@pytest.fixture(scope="session")
def small_site(small_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small graph in three languages."""
    from published import small_site

    return small_site(small_graph, tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="module")
def witness() -> Iterator[Witness]:
    """A listener that texts and documents point at; nobody may come."""
    listener = Witness()
    yield listener
    assert listener.seen == 0
    listener.close()
