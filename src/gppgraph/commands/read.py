"""``gppgraph read``."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import as_json, emit, opened

if TYPE_CHECKING:
    from ..reading.proposing import DraftSubject

# A pair that a new edition brings along, and nobody has asked about.
_UNMOVED = frozenset({("none", "not-applicable"), ("not-applicable", "none")})


def run(options: argparse.Namespace) -> int:
    """Write the draft of a document, or the accepted proposals of one; exit code 0."""
    if options.accept:
        return _accept(options)
    if options.review:
        return _review(options)
    if options.html or options.compare or options.decide or options.decisions:
        raise InputError(
            "--html, --compare, --decide and --decisions need the folder of a draft: --review DIR."
        )
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


def _review(options: argparse.Namespace) -> int:
    """Run the task of the review that the options name.

    The exit code is 1 where two reviewers differ.
    """
    from ..authoring.context import terminology
    from ..reading.reviewing import agreement, draft_tasks, terminal_review
    from ..workspace import find

    if sum(map(bool, (options.html, options.compare, options.decide or options.decisions))) > 1:
        raise InputError("--html, --compare and decisions are tasks of their own; give one of them.")
    words, values = terminology(find(options.workspace)), vars(options)
    if options.compare:
        result = draft_tasks.compare_reviewers(values, words)
        is_json = options.format == "json"
        emit(as_json(agreement.as_record(result)) if is_json else agreement.as_lines(result), None)
        return 1 if result.differences else 0
    if options.html:
        draft_tasks.write_page(values, words, lambda: opened(options))
        return 0
    if options.decide or options.decisions:
        done = draft_tasks.take_in(values, words)
    else:
        done = [
            draft_tasks.in_terminal(
                values, words, lambda: opened(options), input, print, terminal_review.in_editor
            )
        ]
    if options.format == "json":
        emit(as_json([entry.as_record() for entry in done]), None)
    else:
        emit("".join(f"{entry.as_line()}\n" for entry in done), None)
    return 0
