"""The graph as a Python object: ``gppgraph.load()`` and one method per question."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .build import current
from .dataset import Dataset
from .errors import InputError
from .workspace import find

if TYPE_CHECKING:
    from .verdicts.explain import Proof
    from .verdicts.law import LawVerdict
    from .verdicts.law_proof import LawProof
    from .verdicts.satisfy import Verdict


class Graph(Dataset):
    """The whole graph, with a method for each question."""

    def satisfy(self, *, language: str = "en", constraints: bool = True, **options: Any) -> list[Verdict]:
        """Return the verdicts of label editions on requirements.

        Options: ``requirement``, ``set``, ``label``, ``product``, ``verdict`` (a name or several), ``level``,
        ``state`` (default: new, or the state that a requirement is for), ``as_of`` (a day; default today),
        ``values`` (buyer values such as ``{"X": 4}``).
        Without ``constraints`` the answer is quicker and has no constraints in its verdicts.

        Raises:
            UnknownNameError, InputError: an option is not understood.
        """
        from .verdicts.satisfy import satisfy

        return satisfy(self, language=language, constraints=constraints, **options)

    def law(self, *, language: str = "en", constraints: bool = True, **options: Any) -> list[LawVerdict]:
        """Return verdicts on requirements by law alone.

        Options: ``requirement``, ``set``, ``product``, ``verdict``, ``level``, ``state``, ``as_of`` and ``values`` as
        for ``satisfy``; ``jurisdiction`` (default: that of the country of the set) and ``units``, a condition that
        the units meet, such as "slate-tablet".

        Raises:
            UnknownNameError, InputError: an option is not understood.
        """
        from .verdicts.law import law_verdicts

        return law_verdicts(self, language=language, constraints=constraints, **options)

    def explain(
        self,
        requirement: str,
        edition: str,
        product: str | None = None,
        as_of: date | str | None = None,
        language: str = "en",
    ) -> list[Proof]:
        """Return the proofs of a requirement and a label edition, one per product type."""
        from .verdicts.explain import explain

        return explain(self, requirement, edition, product, as_of, language)

    def explain_law(self, requirement: str, **options: Any) -> list[LawProof]:
        """Return the proofs of a requirement by law, one per product type.

        Options: ``product``, ``as_of``, ``language``, ``jurisdiction`` and ``units``, as for ``law``.
        """
        from .verdicts.law_proof import explain_law

        return explain_law(self, requirement, **options)


def load(
    engine: str = "oxigraph",
    endpoint: str | None = None,
    timeout: float | None = None,
    workspace: str | Path | None = None,
) -> Graph:
    """Return the graph of a workspace, built anew if files changed.

    Without ``workspace`` it is that of ``GPPGRAPH_WORKSPACE``, else that of the nearest folder upwards with a
    ``gppgraph.toml``, else the shipped graph.
    ``engine`` is "oxigraph" or "rdflib"; with ``endpoint`` queries go to a SPARQL 1.1 server that holds the
    published dataset. ``timeout`` is in seconds for each query.

    Raises:
        InputError: there is no such engine, or the folder is no workspace.
        GppGraphError: a file of the workspace cannot be read.
    """
    if engine not in ("oxigraph", "rdflib"):
        raise InputError(f'engine "{engine}" is not one of oxigraph, rdflib.')
    root = find(workspace)
    return Graph(current.ensure(root), engine, endpoint, timeout, root)
