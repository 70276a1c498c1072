"""Write docs/coverage.md: which entries of the reference inventory are in the graph, and why the others are not.

    python scripts/coverage.py [FOLDER] [--check]

FOLDER holds the inventory (default: `shared/reference` beside the checkout). Reasons are written by hand in
docs/coverage-reasons.yaml, by entry, or by a pattern with `*` for several.
Exit code 1: an entry is missing without a reason, or, with --check, docs/coverage.md is out of date.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from gppgraph.authoring.data_files import load_files
from gppgraph.rdf.store import select
from gppgraph.terms import PREFIXES
from gppgraph.workspace import sources

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "coverage.md"
REASONS = ROOT / "docs" / "coverage-reasons.yaml"
PROLOGUE = "".join(
    f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("gpp", "cccev", "skos", "dcterms", "dcat", "codes")
)

# Editions that the inventory calls by another name than the graph.
SAME = {"eu-ecolabel-2020-displays": "eu-ecolabel-2020-1804", "ecomark-japan-119-v2": "ecomark-japan-119-2"}


@dataclass(frozen=True)
class Entry:
    """One statement of the inventory."""

    document: str
    kind: str
    id: str
    present: bool


class Graph:
    """What the graph says it carries."""

    def __init__(self) -> None:
        self.store = load_files(sources(ROOT))
        self.rows = {row for (row,) in self._ask("SELECT ?row WHERE { ?thing gpp:row ?row }")}
        self.things = {
            thing.rsplit("/", 1)[-1]
            for (thing,) in self._ask(
                "SELECT DISTINCT ?thing WHERE { VALUES ?class { gpp:LabelScheme gpp:LabelEdition } ?thing a ?class }"
            )
        }
        self.concepts = {
            thing.rsplit("/", 1)[-1]
            for (thing,) in self._ask("SELECT ?thing WHERE { ?thing skos:inScheme codes:concept }")
        }
        self.proofs: Counter[str] = Counter()
        for row, *_ in set(
            self._ask(
                "SELECT ?row ?list ?kind WHERE { ?r gpp:row ?row ; cccev:hasEvidenceTypeList ?list ."
                " ?list cccev:specifiesEvidenceType ?kind }"
            )
        ):
            self.proofs[row] += 1
        self.sections = {
            thing.rsplit("/", 1)[-1]
            for (thing,) in self._ask(
                "SELECT ?thing WHERE { ?thing a ?class . FILTER(?class != gpp:Passage) FILTER(ISIRI(?thing)) }"
            )
        }
        self.identifiers = {
            code for (code,) in self._ask("SELECT ?code WHERE { ?thing dcterms:identifier ?code }")
        }
        self.references = Counter(
            (row, code)
            for (row, code, _) in set(
                self._ask(
                    "SELECT ?row ?code ?ref WHERE { ?ref a gpp:CrossReference ; gpp:toCode ?code ;"
                    " gpp:fromRequirement ?from . ?from gpp:row ?row }"
                )
            )
        )

    def _ask(self, query: str) -> list[tuple[str, ...]]:
        return [
            tuple(term.value if term else "" for term in row.values())
            for row in select(self.store, PROLOGUE + query)
        ]


class Inventory:
    """The files of the inventory, walked entry by entry."""

    def __init__(self, folder: Path, graph: Graph) -> None:
        self.folder, self.graph = folder, graph

    def entries(self) -> Iterator[Entry]:
        """Yield every statement that is counted."""
        yield from self.denmark()
        yield from self.annex()
        yield from self.danish_goals()
        yield from self.norway()
        yield from self.norwegian_law()
        yield from self.europe()
        yield from self.labels()
        yield from self.by_row("instruments", "instrument", self.read("instruments")["instruments"])
        for article in (a for i in self.read("instruments")["instruments"] for a in i.get("articles") or []):
            yield self.row("instruments", "article of an instrument", article["id"])
        yield from self.standards()
        yield from self.legislation()
        for concept in self.read("concepts")["concepts"]:
            yield Entry("concepts", "concept", concept["id"], concept["id"] in self.graph.concepts)

    def read(self, name: str) -> Any:
        """Return one file."""
        return yaml.safe_load((self.folder / f"{name}.yaml").read_text(encoding="utf-8"))

    def row(self, document: str, kind: str, id_: str) -> Entry:
        """Return an entry that is in the graph if some node carries its id."""
        return Entry(document, kind, id_, id_ in self.graph.rows)

    def by_row(self, document: str, kind: str, items: Iterable[dict[str, Any]]) -> Iterator[Entry]:
        """Yield entries that have an id of their own."""
        for item in items:
            yield self.row(document, kind, item["id"])

    def proofs(self, document: str, row: str, number: int) -> Iterator[Entry]:
        """Yield the accepted proofs of a criterion, which have no id: as many are there as the graph has lists."""
        for place in range(number):
            yield Entry(
                document, "evidence alternative", f"{row} proof {place + 1}", self.graph.proofs[row] > place
            )

    def denmark(self) -> Iterator[Entry]:
        """Yield the Danish criteria page."""
        name = "dk-stationary-computers"
        for criterion in self.read(name)["criteria"]:
            id_ = criterion["id"]
            yield self.row(name, "criterion", id_)
            yield from self.by_row(name, "atomic requirement", criterion.get("requirements") or [])
            yield from self.proofs(name, id_, len(criterion.get("evidence") or []))
            wanted = Counter(reference["to"] for reference in criterion.get("cross_refs") or [])
            for code, number in sorted(wanted.items()):
                for place in range(number):
                    present = self.graph.references[id_, code] > place
                    yield Entry(name, "cross-reference", f"{id_} to {code}", present)

    def annex(self) -> Iterator[Entry]:
        """Yield the Danish annex on social responsibility."""
        name = "dk-csr-annex"
        for section in self.read(name)["sections"]:
            present = f"dk-csr-annex-2023.{section['section']}" in self.graph.sections
            yield Entry(name, "section", f"CSR {section['section']}", present)
            yield from self.by_row(name, "obligation", section.get("obligations") or [])
            yield from self.by_row(name, "right of the buyer", section.get("rights") or [])

    def danish_goals(self) -> Iterator[Entry]:
        """Yield the purchasing goals of the Danish partnership, whose ids are counted within each set."""
        name = "dk-pogi"
        for goal in self.read(name)["sets"]:
            for requirement in goal["requirements"]:
                yield self.row(name, "requirement", f"{goal['id']}/{requirement['id']}")

    def norway(self) -> Iterator[Entry]:
        """Yield the Norwegian set."""
        name = "no-kravsett"
        data = self.read(name)
        for criterion in data["criteria"]:
            yield self.row(name, "criterion", criterion["id"])
            for level, content in criterion["levels"].items():
                if not isinstance(content, dict):
                    continue
                for requirement in content.get("requirements") or []:
                    options = [option["id"] for option in requirement.get("options") or []]
                    present = {requirement["id"], *options} & self.graph.rows
                    yield Entry(name, "atomic requirement", requirement["id"], bool(present))
                proofs = (content.get("evidence") or {}).get("items") or []
                if proofs:
                    needed = 1 if (content["evidence"].get("logic") or "all") == "all" else len(proofs)
                    graph = self.graph.proofs[criterion["id"]]
                    for place in range(needed):
                        yield Entry(
                            name,
                            "evidence alternative",
                            f"{criterion['id']} {level} proof {place + 1}",
                            graph > place,
                        )
        yield from self.by_row(name, "stated acceptance of a label", data["label_evidence_gold"]["rows"])

    def norwegian_law(self) -> Iterator[Entry]:
        """Yield Norwegian law and guidance."""
        name = "no-law-and-guidance"
        data = self.read(name)
        for kind, items in (
            ("act", data["legal_acts"]),
            ("provision", data["provisions"]),
            ("rule", data["rules"]["items"]),
            ("example", data["examples"]["items"]),
            ("figure of practice", data["practice_figures"]),
        ):
            yield from self.by_row(name, kind, items)
        for case in data["kofa_practice"]["cases"]:
            numbers = re.findall(r"\d{4}/\d+", case["case"])
            present = all(f"KOFA {number}" in self.graph.identifiers for number in numbers)
            yield Entry(name, "case", " and ".join(numbers), present)

    def europe(self) -> Iterator[Entry]:
        """Yield the EU criteria; their atomic requirements are named by the register of concepts."""
        name = "eu-gpp-2021"
        for criterion in self.read(name)["criteria"]:
            yield self.row(name, "criterion", f"EU-GPP-2021/{criterion['code']}")
        concepts = self.read("concepts")
        rows = {row["id"] for concept in concepts["concepts"] for row in concept.get("rows") or []}
        rows |= {row["id"] for row in concepts["rows_without_concept"]}
        for id_ in sorted(row for row in rows if row.startswith("EU-GPP-2021/") and row.count("/") > 1):
            yield self.row(name, "atomic requirement", id_)

    def labels(self) -> Iterator[Entry]:
        """Yield label schemes, editions and criteria."""
        for path in sorted((self.folder / "labels").glob("*.yaml")):
            name = f"labels/{path.stem}"
            data = self.read(name)
            schemes = data.get("schemes") or [{**data["scheme"], "generations": data.get("generations")}]
            for scheme in schemes:
                id_ = scheme["id"]
                yield Entry(name, "scheme", id_, id_ in self.graph.things)
                for generation in scheme.get("generations") or []:
                    edition = f"{id_}-{str(generation['id']).removeprefix('gen')}"
                    edition = SAME.get(edition, edition)
                    yield Entry(name, "edition", edition, self._edition(edition))
            for items in (data.get("requirements") or {}).values():
                yield from self.by_row(name, "label criterion", items)

    def _edition(self, name: str) -> bool:
        """Return whether an edition is there: its words, in any order, are those of an edition of the graph."""
        words = set(name.split("-"))
        return any(words <= set(thing.split("-")) for thing in self.graph.things)

    def standards(self) -> Iterator[Entry]:
        """Yield standards and their editions."""
        for standard in self.read("standards")["standards"]:
            yield self.row("standards", "standard", standard["id"])
            for edition in standard.get("editions") or []:
                yield self.row("standards", "edition", edition["designation"])

    def legislation(self) -> Iterator[Entry]:
        """Yield acts and the provisions that have an id."""
        acts = self.read("legislation")["acts"]
        yield from self.by_row("legislation", "act", acts)


def reasons() -> dict[str, str]:
    """Return the reasons by entry or pattern."""
    return dict(yaml.safe_load(REASONS.read_text(encoding="utf-8")) or {})


def reason(entry: Entry, known: dict[str, str]) -> str | None:
    """Return why an entry is not in the graph."""
    return next(
        (words for pattern, words in known.items() if entry.id == pattern or fnmatchcase(entry.id, pattern)),
        None,
    )


def page(entries: list[Entry], known: dict[str, str]) -> str:
    """Return the text of the page."""
    out = [
        "# Coverage of the reference inventory",
        "",
        "Written by `scripts/coverage.py` from the graph; a test checks that it is current.",
        "The inventory lists every statement found in the sources, each with an id.",
        "An entry is in the graph if a node carries its id in `gpp:row`; proofs (lists and the kinds of proof in them)"
        " and cross-references are counted under the id of their criterion.",
        "",
        "| Source | Kind | Inventory | In the graph | Missing |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.document, entry.kind), []).append(entry)
    for (document, kind), group in groups.items():
        present = sum(entry.present for entry in group)
        out.append(f"| {document} | {kind} | {len(group)} | {present} | {len(group) - present} |")
    present = sum(entry.present for entry in entries)
    out.append(f"| **all** | | **{len(entries)}** | **{present}** | **{len(entries) - present}** |")
    missing = [entry for entry in entries if not entry.present]
    out += ["", "## What is missing, and why", ""]
    if not missing:
        out.append("Nothing.")
    else:
        out += ["| Source | Kind | Entry | Reason |", "| --- | --- | --- | --- |"]
        out += [
            f"| {entry.document} | {entry.kind} | {entry.id} | {reason(entry, known) or '**no reason given**'} |"
            for entry in missing
        ]
    return "\n".join(out) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "reference")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if the page is out of date"
    )
    options = parser.parse_args(arguments)
    if not (options.folder / "concepts.yaml").is_file():
        print(f"{options.folder} holds no reference inventory", file=sys.stderr)
        return 2
    known = reasons()
    entries = list(Inventory(options.folder, Graph()).entries())
    text = page(entries, known)
    unexplained = [entry for entry in entries if not entry.present and not reason(entry, known)]
    for entry in unexplained:
        print(f"{entry.document}: {entry.kind} {entry.id} is missing without a reason", file=sys.stderr)
    if options.check:
        current = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text
        if not current:
            print(f"{TARGET.relative_to(ROOT)} is out of date; run scripts/coverage.py", file=sys.stderr)
        return 0 if current and not unexplained else 1
    TARGET.write_text(text, encoding="utf-8")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
