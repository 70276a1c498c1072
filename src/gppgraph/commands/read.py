"""``gppgraph read``."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import opened

if TYPE_CHECKING:
    from ..reading.proposing import DraftSubject

# A pair that a new edition brings along, and nobody has asked about.
_UNMOVED = frozenset({("none", "not-applicable"), ("not-applicable", "none")})


def run(options: argparse.Namespace) -> int:
    """Write the draft of a document, or the accepted proposals of one; exit code 0."""
    if options.accept:
        return _accept(options)
    from ..files import write_files
    from ..reading.drafts import CHANGES, draft_file
    from ..reading.opening_documents import open_document
    from ..reading.previous_edition import compared, earlier_facts
    from ..reading.proposing import propose
    from ..reading.structure import document_files
    from ..texts.linker import Linker

    subject = _subject(options)
    document = open_document(options.file, options.lang or "")
    graph = opened(options)
    draft = propose(document, subject, Linker(graph))
    if options.previous:
        draft = compared(draft, document, options.previous, earlier_facts(options.previous, graph.root))
    folder = Path(options.output or f"{subject.name}.draft")
    write_files({**document_files(folder, document), **draft_file(folder, draft)})
    criteria = sum(proposal.kind == "criterion" for proposal in draft.proposals)
    unread = sum(proposal.kind == "unformalised" for proposal in draft.proposals)
    print(f"{folder}: {len(draft.proposals)} proposals, {criteria} of them criteria, {unread} only places")
    counts = Counter(proposal.change for proposal in draft.proposals if proposal.change)
    if counts:
        print("  " + ", ".join(f"{counts[change]} {change}" for change in CHANGES if counts[change]))
    for note in draft.notes:
        print(f"  {note}")
    return 0


def _subject(options: argparse.Namespace) -> DraftSubject:
    from ..authoring.new_files import refuse_no_name
    from ..reading.proposing import DraftSubject

    if not options.file:
        raise InputError("name the document to read, or a reviewed draft with --accept DIR.")
    chosen = [
        kind for kind, said in (("label", options.scheme), ("set", options.set), ("act", options.act)) if said
    ]
    if not options.name or len(chosen) != 1:
        raise InputError("say what is read: --as NAME, and one of --scheme SCHEME, --set and --act.")
    refuse_no_name(options.name)
    return DraftSubject(
        options.name, chosen[0], date.today().isoformat(), options.scheme or "", options.title or ""
    )


def _accept(options: argparse.Namespace) -> int:
    from ..reading.accepting import edition_of, verdicts_changed, write_edition
    from ..workspace import nearest

    base = nearest(options.workspace)
    if base is None:
        raise InputError(
            "this folder is in no workspace; gppgraph init DIR makes one, and --workspace DIR names one."
        )
    edition = edition_of(Path(options.accept), base, options.replace)
    for change in verdicts_changed(edition, opened(options)):
        before, after = ((side or ("none",))[0] for side in (change.before, change.after))
        if change.kind == "verdict" and before != after and (before, after) not in _UNMOVED:
            print(f"{change.subject}, {change.edition}, {change.product}: {before} becomes {after}")
    if edition.left:
        print(f"{len(edition.left)} proposals are not decided on")
    if edition.outdated:
        print(f"left out, since they changed after their review: {', '.join(edition.outdated)}")
    if options.check:
        print(f"{edition.path}: not written, as --check asks")
    else:
        write_edition(edition)
        print(f"{edition.path}: {len(edition.facts)} accepted facts")
    return 0
