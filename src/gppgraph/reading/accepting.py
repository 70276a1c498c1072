"""The accepted proposals of a draft as an edition file of a workspace."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..authoring.layout import formatted
from ..authoring.new_files import agent_of
from ..build.snapshot import build_store
from ..configuration import LICENCE
from ..dataset import Dataset
from ..errors import InputError, OutputError
from ..files import write_file
from ..verdicts.diff import Change, changes, conclusions, with_file
from .decided import Accepted, accepted, load_decisions
from .drafts import Draft, load_draft
from .structure import SourceDocument, load_document

# The section of the criteria of an edition, and that of the edition itself.
_SECTIONS = {
    "set": ("requirements", "set"),
    "label": ("criteria", "label"),
    "act": ("legal-requirements", "act"),
}


@dataclass(frozen=True)
class AcceptedEdition:
    """The file of an edition, not yet written, and the accepted facts in it.

    ``left`` are ids of proposals that nobody has decided on, ``outdated`` those of accepted ones that have changed
    since their review and are left out.
    """

    path: Path
    text: str
    facts: tuple[Accepted, ...]
    left: tuple[str, ...]
    outdated: tuple[str, ...]


def edition_of(folder: Path, base: Path, replacing: bool = False) -> AcceptedEdition:
    """Return the file that the accepted proposals of a folder make in a workspace.

    Raises:
        SourceError: a file of the folder is not of its form.
        InputError: nothing is accepted, or a part is accepted without its criterion.
        OutputError: the file exists already and is not to be replaced.
    """
    draft, document = load_draft(folder), load_document(folder)
    if draft.sha256 != document.sha256:
        raise InputError(f"{folder}: draft and document are of different texts; read the document again.")
    decisions = load_decisions(folder)
    every = accepted(draft, decisions)
    current = [entry for entry in every if not entry.outdated]
    if not current:
        raise InputError(f"{folder}: no proposal is accepted yet; review the draft first.")
    _refuse_orphans(folder, current)
    path = base / "data" / f"{draft.name}.yaml"
    if path.exists() and not replacing:
        raise OutputError(f"{path}: exists already, and nothing was written; --replace writes it anew")
    decided = {decision.proposal for decision in decisions if decision.state != "proposed"}
    return AcceptedEdition(
        path,
        _text(draft, document, current, agent_of(base)),
        tuple(current),
        tuple(proposal.id for proposal in draft.proposals if proposal.id not in decided),
        tuple(entry.proposal.id for entry in every if entry.outdated),
    )


def verdicts_changed(edition: AcceptedEdition, graph: Dataset) -> list[Change]:
    """Return the verdicts and outcomes that the file of an edition changes."""
    with tempfile.TemporaryDirectory(prefix="gppgraph-read-") as work:
        file = Path(work) / edition.path.name
        file.write_text(edition.text, encoding="utf-8")
        with with_file(graph.root, file) as after:
            return changes(conclusions(graph.store), conclusions(build_store(after)))


def write_edition(edition: AcceptedEdition) -> None:
    """Write the file of an edition, whole or not at all.

    Raises:
        OutputError: it cannot be written.
    """
    write_file(edition.path, edition.text)


def _refuse_orphans(folder: Path, facts: Iterable[Accepted]) -> None:
    entries = list(facts)
    criteria = {entry.proposal.id for entry in entries if entry.proposal.kind == "criterion"}
    for entry in entries:
        if entry.proposal.parent and entry.proposal.parent not in criteria:
            raise InputError(
                f"{folder}: {entry.proposal.id} is accepted, but its criterion {entry.proposal.parent} is not; "
                "accept both or neither."
            )


def _text(draft: Draft, document: SourceDocument, facts: Sequence[Accepted], publisher: str) -> str:
    section, head = _SECTIONS[draft.kind]
    text_name = f"{draft.name}-text"
    days = sorted(entry.decision.day for entry in facts)
    reviewers = sorted({entry.decision.reviewer for entry in facts})
    title = draft.title or draft.name
    tree: dict[str, Any] = {
        "file": {
            "full-title": title,
            "issued": days[-1],
            "license": LICENCE,
            "retrieved": draft.read,
            "description": f"Read from {document.name} and accepted by {', '.join(reviewers)}, {days[-1]}.",
        },
        "defaults": {
            section: {
                "bindingness": "mandatory",
                "confidence": "verified",
                "edition": f"{head}:{draft.name}",
                "fully-formalised": False,
                "goods": "new",
                "status": "specified",
            },
            "shall": {"confidence": "verified"},
            "should": {"confidence": "verified"},
            "proofs": {"confidence": "verified"},
            "passages": {"document": text_name},
        },
        **_heads(draft, facts, head, publisher),
        "documents": {
            text_name: {
                "full-title": title,
                "file-name": document.name,
                "characters": len(document.text),
                "sha256": document.sha256,
                "confidence": "verified",
            }
        },
        section: {
            _key(draft, entry): _criterion(entry, facts)
            for entry in facts
            if entry.proposal.kind == "criterion"
        },
    }
    if document.language:
        tree["documents"][text_name]["language"] = document.language
    written = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=110)
    with tempfile.TemporaryDirectory(prefix="gppgraph-read-") as work:
        copy = Path(work) / f"{draft.name}.yaml"
        copy.write_text(written, encoding="utf-8")
        return formatted(copy)


def _edition(draft: Draft, facts: Iterable[Accepted]) -> dict[str, Any]:
    """Return the statements of the file on the edition itself."""
    products: set[str] = set()
    levels: set[str] = set()
    for entry in facts:
        products.update(_listed(entry.proposal.form.get("products")))
        levels.update(_listed(entry.proposal.form.get("level")))
    said: dict[str, Any] = {"title": draft.title or draft.name}
    if draft.kind == "label":
        said |= {"scheme": draft.scheme, "certificates-end-unknown": True}
        if products:
            said["covers"] = sorted(products)
    if levels:
        said["level"] = sorted(levels)
    if draft.language and draft.kind == "set":
        said["language"] = draft.language
    return {**said, "confidence": "verified", "at": f"doc:{draft.name}-text"}


def _heads(draft: Draft, facts: Iterable[Accepted], head: str, publisher: str) -> dict[str, dict[str, Any]]:
    """Return the section of the edition itself."""
    said = _edition(draft, facts)
    if draft.kind == "act":
        return {"acts": {draft.name: said}}
    return {head: said | ({"publisher": publisher} if draft.kind == "set" else {})}


def _key(draft: Draft, entry: Accepted) -> str:
    """Return the key of a criterion; names of law do not begin with that of the file."""
    return f"{draft.name}.{entry.proposal.id}" if draft.kind == "act" else entry.proposal.id


def _criterion(entry: Accepted, facts: Iterable[Accepted]) -> dict[str, Any]:
    proposal = entry.proposal
    said: dict[str, Any] = {**proposal.form, "at": proposal.at, "remark": _accepted_by(entry)}
    prefix = f"{proposal.id}."
    for part in facts:
        if part.proposal.parent != proposal.id:
            continue
        key = part.proposal.id.removeprefix(prefix)
        form = {**part.proposal.form, "at": part.proposal.at}
        if part.decision.state == "edited":
            form["remark"] = _accepted_by(part)
        if part.proposal.kind == "proof":
            form.setdefault("description", "A proof that the text accepts.")
            said.setdefault("proofs", {})[key] = form
        elif part.proposal.kind == "bands":
            said.setdefault("bands", {})[key] = form
        else:
            if part.proposal.kind == "unformalised":
                form.setdefault(
                    "description", "A demand that is not formalised; its words stand at the passage."
                )
            place = "should" if "modality" in form else "shall"
            said.setdefault(place, {})[key] = form
    return said


def _accepted_by(entry: Accepted) -> str:
    decision = entry.decision
    word = "Corrected" if decision.state == "edited" else "Accepted"
    note = f" {decision.note}" if decision.note else ""
    return f"{word} by {decision.reviewer} on {decision.day}.{note}"


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(entry) for entry in value] if isinstance(value, list) else [str(value)]
