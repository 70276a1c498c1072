"""From the files of the graph to a snapshot of the built dataset: load, entail, derive, write in parts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from .. import workspace
from ..catalogue.query import named_in
from ..errors import InputError, OutputError
from ..files import written_folder
from ..rdf.store import load_files, select
from ..terms import BASE, PREFIXES, slug
from . import replaceable, staleness
from .parts import PAIRWISE, part_file

Progress = Callable[[str], None]


def build_store(base: Path | None = None, progress: Progress | None = None) -> ox.Store:
    """Return the whole dataset: asserted, entailed and derived graphs.

    Raises:
        SourceError: a file cannot be read.
        UnitError, InputError: a unit or an operator does not fit its property.
    """
    from .closure import entail
    from .preconditions import check_operators, check_units
    from .rules import derive

    say = progress or (lambda _: None)
    say("reading Turtle")
    store = load_files(workspace.sources(base))
    check_units(store)
    check_operators(store)
    say("computing the OWL RL closure")
    store.extend(entail(store))
    derive(store, workspace.rules(base), lambda name: say(f"applying rule {name}"))
    return store


def _parts(store: ox.Store) -> dict[str, list[ox.Quad]]:
    """Return the quads of each part of the snapshot."""
    from ..verdicts.satisfy import queries

    read = named_in(queries())
    editions = sorted(
        {slug(row["edition"].value) for row in select(store, _EDITIONS) if row["edition"] is not None},
        key=len,
        reverse=True,
    )

    def owner(name: str) -> str:
        for edition in editions:
            if name == edition or name.startswith(edition + "."):
                return edition
        return "common"

    def part(quad: ox.Quad) -> str:
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if graph == workspace.ENTAILED:
            return "entailed"
        if graph != workspace.DERIVED:
            return f"asserted/{slug(graph)}"
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        for kind in ("verdicts", "outcomes"):
            if subject.startswith(PREFIXES[kind]):
                left, right = subject[len(PREFIXES[kind]) :].split("--")[:2]
                return f"derived/{owner(left)}--{right}"
        if slug(quad.predicate.value) in PAIRWISE:
            return f"pairs/{owner(slug(subject))}"
        return f"derived/{owner(slug(subject))}" if subject.startswith(BASE) else "derived/common"

    parts: dict[str, list[ox.Quad]] = {}
    for quad in store:
        name = part(quad)
        parts.setdefault(name, []).append(quad)
        kind, _, edition = name.partition("/")
        if kind in ("asserted", "derived") and "--" not in edition and quad.predicate.value in read:
            parts.setdefault(f"brief/{edition}", []).append(quad)
    return parts


_EDITIONS = f"""
PREFIX gpp: <{PREFIXES["gpp"]}>
SELECT DISTINCT ?edition WHERE {{
  VALUES ?class {{ gpp:LabelEdition gpp:CriteriaSetEdition gpp:LegalAct }} ?edition a ?class
}}"""

_NAMES = {
    "edition": "?thing a gpp:LabelEdition",
    "set": "?thing a gpp:CriteriaSetEdition",
    "requirement": "?set a gpp:CriteriaSetEdition . ?thing cccev:isDerivedFrom ?set",
    "product": "?thing skos:inScheme codes:product",
    "level": "?thing skos:inScheme codes:level",
    "state": "?thing skos:inScheme codes:goods",
    "verdict": "?thing skos:inScheme codes:verdict",
}


def _names(store: ox.Store) -> dict[str, dict[str, str]]:
    """Return the register of names: slug to IRI by kind, the levels of each set, the places of product types,
    and the homes of editions and classes: the graphs that describe them.
    """
    prologue = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("gpp", "cccev", "skos", "codes"))

    def rows(pattern: str, *names: str) -> list[tuple[str, ...]]:
        found = select(
            store, f"{prologue}SELECT DISTINCT {' '.join('?' + name for name in names)} WHERE {{ {pattern} }}"
        )
        return sorted(tuple(row[name].value for name in names) for row in found)  # type: ignore[union-attr]

    register = {
        kind: {slug(thing): thing for (thing,) in rows(pattern, "thing")} for kind, pattern in _NAMES.items()
    }
    register["set-levels"] = {}
    for set_, level in rows(
        "?set a gpp:CriteriaSetEdition . ?r cccev:isDerivedFrom ?set ; gpp:ambitionLevel ?level",
        "set",
        "level",
    ):
        register["set-levels"][set_] = f"{register['set-levels'].get(set_, '')} {level}".strip()
    register["leaf"] = {
        thing: ""
        for (thing,) in rows(
            "?thing skos:inScheme codes:product . FILTER NOT EXISTS { ?n skos:broader ?thing }", "thing"
        )
    }
    register["below"] = {}
    for thing, leaf in rows(
        "?leaf skos:broader* ?thing . ?thing skos:inScheme codes:product . FILTER NOT EXISTS { ?n skos:broader ?leaf }",
        "thing",
        "leaf",
    ):
        register["below"][thing] = f"{register['below'].get(thing, '')} {leaf}".strip()
    register["homes"] = {}
    for graph, class_, thing in rows(
        "VALUES ?class { gpp:LabelEdition gpp:CriteriaSetEdition gpp:LabelScheme gpp:SourceDocument } "
        "GRAPH ?graph { ?thing a ?class }",
        "graph",
        "class",
        "thing",
    ):
        for key in (thing, class_) if slug(class_).endswith("Edition") else (class_,):
            homes = register["homes"].get(key, "").split()
            register["homes"][key] = " ".join(dict.fromkeys([*homes, slug(graph)]))
    return register


def write_snapshot(root: Path, target: Path, progress: Progress | None = None) -> None:
    """Build the dataset of the files under ``root`` and write it to the folder ``target``, whole or not at all.

    The bytes depend on the files alone.

    Nothing is replaced but an empty folder or a snapshot of the same ``root`` (see ``replaceable.obstacle``).

    Raises:
        GppGraphError: the files cannot be read, or ``target`` cannot be written or replaced.
    """
    target = target.resolve()
    reason = replaceable.obstacle(target, root)
    if reason:
        raise OutputError(
            f"{target} {reason}: it is no snapshot of ours to replace; choose another folder or remove it."
        )
    store = build_store(root, progress)
    if progress:
        progress("writing the snapshot")
    with written_folder(target) as staging:
        for name, quads in _parts(store).items():
            path = part_file(staging, name)
            path.parent.mkdir(exist_ok=True)
            data = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
            lines = sorted(data.splitlines(keepends=True))
            path.write_bytes(b"".join(lines))
        names = json.dumps(_names(store), indent=0, sort_keys=True, ensure_ascii=False)
        (staging / "names.json").write_text(names + "\n", encoding="utf-8")
        (staging / "layout").write_text(workspace.LAYOUT.decode() + "\n", encoding="utf-8")
        (staging / "digest").write_text(workspace.digest(root) + "\n", encoding="utf-8")
    replaceable.record_origin(target, root)


def ensure() -> Path:
    """Return the folder of an up-to-date snapshot, built first if the files have changed.

    An installed package ships one; a checkout builds it when needed, with progress on stderr.
    The folder ``GPPGRAPH_SNAPSHOT`` is built where nothing is there, and rebuilt where a snapshot of the same
    checkout is out of date. A snapshot of other files is used as it is, which stderr says.

    Raises:
        InputError: ``GPPGRAPH_SNAPSHOT`` names something else; it is left as it is.
    """
    folder, root = workspace.snapshot_dir(), workspace.root()
    shipped = folder == workspace.SHIPPED / "snapshot" and not workspace.is_checkout()
    if (shipped and (folder / "digest").is_file()) or staleness.is_fresh(folder, root):
        return folder
    reason = replaceable.obstacle(folder, root)
    if reason is None:
        from ..output.progress import progress

        with progress() as show:
            show("building the dataset (once; the sources have changed)")
            write_snapshot(root, folder, show)
    elif replaceable.is_readable(folder):
        sys.stderr.write(f"gppgraph: {folder} (GPPGRAPH_SNAPSHOT) {reason}; answers come from it as it is.\n")
    else:
        raise InputError(
            f"GPPGRAPH_SNAPSHOT: {folder} {reason}; it is left as it is. "
            "Name a snapshot of this version of gppgraph, or a folder that does not exist yet."
        )
    return folder
