"""Tasks on the data of the graph: build, check, compare, load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .declaration import FILE, FLAG, FOLDER, SECONDS, WHOLE, Operation, Parameter, Values
from .parameters import LABELS, SETS, TABLES

if TYPE_CHECKING:
    from ..explore.links import Proposal
    from ..graph import Graph
    from ..verdicts.gaps import Gap, Summary

VERSION = "folder with ontology/ and data/, snapshot, or git revision"
LEVELS = (
    "never",
    "violation",
    "changed",
    "warning",
    "info",
    "source-violation",
    "source-warning",
    "source-info",
)


def gap_summary(graph: Graph, values: Values) -> list[Summary]:
    """Return how many cells a label could speak in, and how many have an answer."""
    from ..verdicts.gaps import summary

    return summary(graph, values["set"])


def gaps(graph: Graph, values: Values) -> list[Gap]:
    """Return the unknown facts, ranked by the verdicts that each would settle."""
    from ..verdicts.gaps import gaps

    return gaps(graph, values["set"], values["kind"], values["limit"] or None)


def links(graph: Graph, values: Values) -> list[Proposal]:
    """Return the things without links, and those that may be the same thing."""
    from ..explore.links import proposals

    return [entry for entry in proposals(graph) if values["kind"] in (None, entry.kind)]


DATA_TASKS = (
    Operation(
        ("export",),
        "write a criteria set or label edition as a workbook, CSV, YAML, JSON-LD or Turtle",
        "gppgraph export --label nordic-swan-7 --format ttl",
        (
            SETS._replace(repeated=False),
            LABELS._replace(repeated=False),
        ),
        forms=("xlsx", "csv", "yaml", "jsonld", "ttl"),
        output="write the result to FILE; for csv, the files to a new folder FILE",
        extra="sheets",
    ),
    Operation(
        ("import",),
        "check a workbook, or a folder of CSV files, and write its edition as YAML",
        "gppgraph import dk-desktop-2023.xlsx --into data/criteria",
        (
            Parameter(
                "file",
                "workbook (xlsx), or folder of CSV files",
                FILE,
                required=True,
                positional=True,
                placeholder="FILE",
            ),
            Parameter("into", "folder of the YAML files (default: that of FILE)", FOLDER, placeholder="DIR"),
            Parameter("overwrite", "replace YAML files that are there", FLAG),
        ),
        empty="a cell is wrong: nothing is written but a copy of the workbook with comments",
        extra="sheets",
    ),
    Operation(
        ("data", "build"),
        "build the derived dataset",
        "gppgraph data build --output /tmp/gppgraph-snapshot",
        (
            Parameter(
                "output",
                "folder of the snapshot (default: where the other commands read it)",
                FOLDER,
                placeholder="DIR",
            ),
            Parameter(
                "root",
                "folder with ontology/ and data/ (default: the shipped ones)",
                FOLDER,
                placeholder="DIR",
            ),
            Parameter(
                "watch",
                "build again after each change of a file, and say on stderr how long it took and which verdicts changed",
                FLAG,
            ),
            Parameter("anew", "take nothing over from the former snapshot", FLAG),
        ),
        forms=("text", "json"),
        output="",
        aliases=(("build",),),
        extra="build",
    ),
    Operation(
        ("data", "validate"),
        "check the graph, or files on top of it, and list contradictions between sources",
        "gppgraph data validate --only reference-dangles --fail-on never",
        (
            Parameter(
                "files",
                "files or folders to check on top of the shipped graph",
                FILE,
                repeated=True,
                positional=True,
                placeholder="FILE",
            ),
            Parameter("only", "report findings of this code only", repeated=True, placeholder="CODE"),
            Parameter(
                "fail_on",
                "exit with 1 from this level on: never, violation, warning or info for faults of the graph; changed for "
                "violations and for answers that FILE changes; source-violation, source-warning or source-info to "
                "count inconsistencies of the sources too",
                choices=LEVELS,
                default="violation",
                placeholder="LEVEL",
            ),
            Parameter(
                "engine",
                "SHACL engine; both tells where they differ",
                choices=("fast", "reference", "both"),
                default="fast",
            ),
            Parameter(
                "sources", "check the words of the source texts in DIR as well", FOLDER, placeholder="DIR"
            ),
            Parameter(
                "limit",
                "stop after so many seconds and name what was not reached (exit code 2); without it, FILE may take "
                "two minutes of a processor, the graph any time",
                SECONDS,
                placeholder="SECONDS",
            ),
        ),
        forms=("text", "json", "sarif", "junit", "ttl", "html"),
        output="write the report to FILE, not to stdout",
        empty="there are findings of the level of --fail-on",
        aliases=(("validate",),),
        extra="validate",
    ),
    Operation(
        ("data", "format"),
        "write Turtle and YAML files in the layout of the project",
        "gppgraph data format --check",
        (
            Parameter(
                "files",
                "Turtle or YAML files (default: those of the graph)",
                FILE,
                repeated=True,
                positional=True,
                placeholder="FILE",
            ),
            Parameter("check", "change nothing; exit with 1 if a file would change", FLAG),
        ),
        forms=("text", "json"),
        output="",
        empty="--check finds a file that would change",
        aliases=(("format",),),
        extra="build",
    ),
    Operation(
        ("data", "diff"),
        "which verdicts and outcomes differ between two versions of the graph",
        "gppgraph data diff HEAD .",
        (
            Parameter("old", VERSION, FILE, required=True, positional=True, placeholder="OLD"),
            Parameter(
                "new",
                f"{VERSION}; or a Turtle file to add to OLD",
                FILE,
                required=True,
                positional=True,
                placeholder="NEW",
            ),
            Parameter("words", "leave out differences in confidence or admission alone", FLAG),
            Parameter("exit_code", "end with 1 if anything differs", FLAG),
        ),
        forms=TABLES,
        empty="something differs, with --exit-code",
        aliases=(("diff",),),
        extra="build",
    ),
    Operation(
        ("data", "gaps"),
        "unknown facts, ranked by the verdicts that they would settle, with the place to look",
        "gppgraph data gaps --set dk-desktop-2023 --kind label",
        (
            SETS,
            Parameter(
                "kind",
                "a value or scope of a label or of a requirement, a topic without record, or a product type",
                choices=("label", "requirement", "record", "coverage"),
            ),
            Parameter("limit", "show N gaps, 0 for all", WHOLE, default=25, placeholder="N"),
            Parameter("summary", "count the cells in which a label could speak that have an answer", FLAG),
        ),
        forms=TABLES,
        call=gaps,
        aliases=(("gaps",),),
    ),
    Operation(
        ("data", "links"),
        "things without links, and things that may be the same; accepted mappings as SSSOM",
        "gppgraph data links --kind alike",
        (
            Parameter(
                "kind",
                "things without topic, requirements that share no property with another source, or names alike",
                choices=("no-topic", "alone", "alike"),
            ),
            Parameter("sssom", "write the accepted mappings to FILE as SSSOM TSV", FILE, placeholder="FILE"),
        ),
        forms=TABLES,
        call=links,
        empty="there is something to look at",
        aliases=(("link-check",),),
    ),
    Operation(
        ("data", "sources", "check"),
        "find the passages that moved, changed or are missing in source texts",
        "gppgraph data sources check texts/",
        (
            Parameter(
                "folder",
                "folder with the source texts",
                FOLDER,
                required=True,
                positional=True,
                placeholder="DIR",
            ),
            Parameter("against", "folder with the texts as they were recorded", FOLDER, placeholder="OLD"),
        ),
        forms=("text", "json"),
        empty="a passage is not the same",
        aliases=(("sources", "check"),),
    ),
    Operation(
        ("data", "sources", "show"),
        "print the passages of a requirement or constraint and its facts",
        "gppgraph data sources show dk-desktop-2023.basis.TS3",
        (
            Parameter(
                "id", "requirement, constraint or passage", required=True, positional=True, placeholder="ID"
            ),
            Parameter(
                "dir", "folder with the source texts (default: $GPPGRAPH_SOURCES)", FOLDER, placeholder="DIR"
            ),
        ),
        aliases=(("sources", "show"),),
    ),
    Operation(
        ("data", "sources", "record"),
        "write the imprints by which changed passages are found again",
        "gppgraph data sources record texts/ --check",
        (
            Parameter(
                "folder",
                "folder with the source texts as they were read",
                FOLDER,
                required=True,
                positional=True,
                placeholder="DIR",
            ),
            Parameter("check", "write nothing; exit 1 if an imprint is out of date", FLAG),
        ),
        empty="--check finds an imprint that is out of date",
        aliases=(("sources", "record"),),
    ),
    Operation(
        ("data", "load"),
        "push the dataset to a SPARQL server",
        "gppgraph data load --endpoint http://localhost:7878/update",
        (
            Parameter(
                "endpoint",
                "address for updates; user and password are read from GPPGRAPH_USER and GPPGRAPH_PASSWORD "
                "or the netrc file",
                required=True,
                placeholder="URL",
            ),
            Parameter(
                "protocol",
                "SPARQL update, or the graph store protocol",
                choices=("update", "graph-store"),
                default="update",
            ),
            Parameter("batch", "statements at a time", WHOLE, default=500, placeholder="N"),
            Parameter("timeout", "limit for each batch", SECONDS, default=120.0, placeholder="SECONDS"),
            Parameter("restart", "begin anew, not where an earlier run stopped", FLAG),
        ),
        aliases=(("load",),),
    ),
)
