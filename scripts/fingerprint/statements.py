"""The section "quads": the statements of the built dataset."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox
from job import Entry, Job

import gppgraph


def quads(job: Job) -> Iterator[Entry]:
    """Yield the sorted N-Quads: asserted by named graph, entailed, derived by predicate, and the three wholes."""
    data = ox.serialize(iter(gppgraph.load().store), format=ox.RdfFormat.N_QUADS) or b""
    wholes: dict[str, list[str]] = {"asserted": [], "entailed": [], "derived": []}
    pieces: defaultdict[str, list[str]] = defaultdict(list)
    for line in sorted(data.decode().splitlines(keepends=True)):
        graph = line.rstrip(" .\n").rsplit("<", 1)[1].rstrip(">")
        last = re.split(r"[/#]", graph)[-1]
        kind = last if last in wholes else "asserted"
        wholes[kind].append(line)
        if kind == "asserted":
            pieces[f"asserted in {last}"].append(line)
        elif kind == "derived":
            pieces[f"derived by {line.split(' ', 2)[1].strip('<>')}"].append(line)
    for name, lines in sorted({**wholes, **pieces}.items()):
        yield name, "".join(lines)
