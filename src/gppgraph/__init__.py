"""A knowledge graph of green public procurement criteria and eco-labels.

>>> import gppgraph
>>> graph = gppgraph.load()
>>> [v.verdict for v in graph.satisfy(requirement="dk-desktop-2023.basis.TS3", label="tco-certified-8", product="notebook-computer")]
['below']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .graph import Graph, load
    from .rdf.answer import Answer
    from .verdicts.satisfy import Outcome, Verdict

__version__ = "0.1.0"
__all__ = ["Answer", "Graph", "Outcome", "Verdict", "load"]

_HOME = {
    "Answer": "rdf.answer",
    "Graph": "graph",
    "Outcome": "verdicts.satisfy",
    "Verdict": "verdicts.satisfy",
    "load": "graph",
}


def __getattr__(name: str) -> Any:
    """Import a public name at its first use.

    The command line then starts without importing the store.
    """
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
