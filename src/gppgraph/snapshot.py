"""The built dataset on disk: N-Quads in parts, so that a question reads only what it needs.

``asserted/<graph>.nq``           one per file of facts
``entailed.nq``                   the OWL RL closure
``derived/<edition>.nq``          what the rules say about the statements of one edition
``derived/<set>--<edition>.nq``   verdicts and outcomes of one set and one label edition
``derived/common.nq``             every other conclusion
``pairs/<edition>.nq``            which of its alternatives entail which, and why not; needed for proofs only
``names.json``                    register of names, for options and near matches
``digest``                        of the files it was built from
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox

from . import sources
from .errors import OutputError
from .store import load_files, load_snapshot_files, select
from .terms import BASE, PREFIXES, slug

Progress = Callable[[str], None]


def build_store(base: Path | None = None, progress: Progress | None = None) -> ox.Store:
    """Return the whole dataset: asserted, entailed and derived graphs.

    Raises:
        SourceError: a file cannot be read.
        UnitError, InputError: a unit or an operator does not fit its property.
    """
    from .closure import entail
    from .comparable import check_operators, check_units
    from .derive import derive

    say = progress or (lambda _: None)
    say("reading Turtle")
    store = load_files(sources.sources(base))
    check_units(store)
    check_operators(store)
    say("computing the OWL RL closure")
    store.extend(entail(store))
    derive(store, sources.rules(base), lambda name: say(f"applying rule {name}"))
    return store


def _parts(store: ox.Store) -> dict[str, list[ox.Quad]]:
    """Return the quads of each part of the snapshot."""
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
        if graph == sources.ENTAILED:
            return "entailed"
        if graph != sources.DERIVED:
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
        parts.setdefault(part(quad), []).append(quad)
    return parts


# Relations between pairs of statements: most of the conclusions, and of little use without their counterpart.
PAIRWISE = frozenset(
    {
        "addresses",
        "facetEntails",
        "valueEntails",
        "valueWeakerThan",
        "valueUnknownAgainst",
        "scopeUnknownAgainst",
        "entails",
        "mayEntail",
        "entailsConstraint",
        "mayEntailConstraint",
        "fallsShortOf",
        "fallsShortInReach",
        "fallsShortInExemptions",
        "fallsShortInPartMass",
        "fallsShortInPeriodStart",
        "fallsShortInConditions",
        "fallsShortInParty",
        "fallsShortInState",
    }
)

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
    """Return the register of names: slug to IRI by kind, the levels of each set, the place of each requirement."""
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
    return register


def write_snapshot(root: Path, target: Path, progress: Progress | None = None) -> None:
    """Build the dataset of the files under ``root`` and write it to the folder ``target``, whole or not at all.

    The bytes depend on the files alone.

    Raises:
        GppGraphError: the files cannot be read, or ``target`` cannot be written.
    """
    import shutil
    import tempfile

    store = build_store(root, progress)
    if progress:
        progress("writing the snapshot")
    target = target.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=target.parent, prefix=".snapshot-"))
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror}") from error
    try:
        for name, quads in _parts(store).items():
            path = staging / f"{name}.nq"
            path.parent.mkdir(exist_ok=True)
            data = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
            lines = sorted(data.splitlines(keepends=True))
            path.write_bytes(b"".join(lines))
        names = json.dumps(_names(store), indent=0, sort_keys=True, ensure_ascii=False)
        (staging / "names.json").write_text(names + "\n", encoding="utf-8")
        (staging / "digest").write_text(sources.digest(root) + "\n", encoding="utf-8")
        os.chmod(staging, 0o755)
        if target.exists():
            shutil.rmtree(target)
        os.replace(staging, target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def on_stderr(message: str) -> None:
    """Show one step of long work, overwriting the last one on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2Kgppgraph: {message} ")
        sys.stderr.flush()


def ensure() -> Path:
    """Return the folder of an up-to-date snapshot, built first if the files have changed.

    An installed package ships one; a checkout builds it when needed, with progress on stderr.
    """
    folder = sources.snapshot_dir()
    if not sources.is_checkout() and (folder / "digest").is_file():
        return folder
    try:
        current = (folder / "digest").read_text(encoding="utf-8").strip()
    except OSError:
        current = ""
    if current != sources.digest():
        on_stderr("building the dataset (once; the sources have changed)")
        write_snapshot(sources.root(), folder, on_stderr)
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[2K")
    return folder


def names(folder: Path) -> dict[str, dict[str, str]]:
    """Return the register of names of a snapshot."""
    loaded: dict[str, dict[str, str]] = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    return loaded


def open_parts(folder: Path, parts: Iterable[str] | None = None, subjects: tuple[str, ...] = ()) -> ox.Store:
    """Return a store with the named parts (``asserted/codes-unit``), those that exist, or with all.

    With ``subjects``, the beginnings of IRIs, statements about other requirements and verdicts are left out,
    and what only a proof needs: a question about one requirement need not read the whole set.
    """
    if parts is None:
        return load_snapshot_files(sorted(folder.rglob("*.nq")))
    paths = [path for path in (folder / f"{part}.nq" for part in parts) if path.is_file()]
    if not subjects:
        return load_snapshot_files(paths)
    wanted = [f"<{subject}".encode() for subject in subjects]
    store = ox.Store()
    for path in paths:
        lines = path.read_bytes()
        kept = []
        done = 0
        for begin, end in sorted(_block(lines, prefix) for prefix in _NARROWED):
            kept.append(lines[done:begin])
            block = lines[begin:end]
            for subject in wanted:
                first, last = _block(block, subject)
                kept.append(block[first:last])
            done = max(done, end)
        kept.append(lines[done:])
        store.bulk_load(b"".join(kept), format=ox.RdfFormat.N_QUADS)
    return store


def _block(lines: bytes, start: bytes) -> tuple[int, int]:
    """Return where the lines that begin with ``start`` stand: sorted lines have them side by side."""
    return _before(lines, lambda line: line < start, len(start)), _before(
        lines, lambda line: line <= start, len(start)
    )


def _before(lines: bytes, earlier: Callable[[bytes], bool], width: int) -> int:
    """Return the offset of the first of the sorted lines whose beginning is not ``earlier``, by bisection."""
    low, high = 0, len(lines)
    while low < high:
        begin = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if earlier(lines[begin : begin + width]):
            low = lines.index(b"\n", begin) + 1
        else:
            high = begin
    return low


_NARROWED = tuple(
    f"<{PREFIXES[prefix]}".encode() for prefix in ("req", "verdicts", "outcomes", "passage", "proof", "note")
)
