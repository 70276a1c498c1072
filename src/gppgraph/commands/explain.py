"""``gppgraph explain``."""

from __future__ import annotations

import argparse

from ..operations.questions import explain
from .common import as_json, emit, opened


def run(options: argparse.Namespace) -> int:
    """Print the proofs; exit code 0."""
    from ..output.records import plain
    from ..verdicts.explain import Proof, as_text
    from ..verdicts.law_proof import LawProof
    from ..verdicts.law_proof import as_text as law_as_text
    from ..verdicts.units import units_of

    graph = opened(options)
    proofs = explain(graph, vars(options))
    if options.format == "json":
        emit(as_json(plain(proofs)), options.output)
    else:
        by_law = [proof for proof in proofs if isinstance(proof, LawProof)]
        by_label = [proof for proof in proofs if isinstance(proof, Proof)]
        text = (
            law_as_text(by_law, options.lang) if by_law else as_text(by_label, units_of(graph), options.lang)
        )
        emit(text, options.output)
    return 0
