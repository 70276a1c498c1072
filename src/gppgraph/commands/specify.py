"""``gppgraph specify``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import InputError
from ..operations.specify_questions import specify
from .common import emit, opened

_ENDINGS = {".docx": "docx", ".json": "json", ".md": "md"}


def run(options: argparse.Namespace) -> int:
    """Write the draft; exit code 0."""
    from ..specify.climate_weights import climate_weights
    from ..specify.evaluation_workbook import evaluation_workbook
    from ..specify.level_changes import level_changes
    from ..specify.notice_patch import notice_patch
    from ..specify.specification_file import as_docx
    from ..specify.specification_text import (
        as_json,
        as_markdown,
        changes_json,
        changes_markdown,
        ranked_json,
        ranked_markdown,
    )
    from ..specify.ticked_properties import ranked_labels
    from ..values import parse_day

    form = _ENDINGS.get(Path(options.output or "").suffix.lower(), options.format)
    if form == "docx" and (not options.output or options.output == "-"):
        raise InputError("--format docx needs --output FILE.")
    if options.template and form != "docx":
        raise InputError("--template is for Word files; name one by --output FILE.docx.")
    _refuse_existing(options.output, options.evaluation, options.notice)
    graph = opened(options)
    draft = specify(graph, vars(options))
    beside: dict[str, str | bytes] = {}
    if options.evaluation:
        law = climate_weights(graph, draft.country, parse_day(draft.day))
        beside[options.evaluation] = evaluation_workbook(draft, law, bids=options.bids, lots=options.lot)
    if options.notice:
        beside[options.notice] = notice_patch(
            graph, draft, code=options.notice_code, grounds=options.grounds or ""
        )
    elif options.notice_code or options.grounds:
        raise InputError("--notice-code and --grounds are for the notice; name a file by --notice.")
    if form == "docx" and (options.tick or options.compare_levels):
        raise InputError("--tick and --compare-levels write Markdown or JSON; name no .docx file.")
    if options.compare_levels:
        other = specify(graph, {**vars(options), "level": options.compare_levels})
        changes = level_changes(draft, other)
        emit(
            changes_json(draft, changes) if form == "json" else changes_markdown(draft, other, changes),
            options.output,
        )
    elif options.tick:
        ranked = ranked_labels(graph, draft, options.tick)
        emit(ranked_json(draft, ranked) if form == "json" else ranked_markdown(draft, ranked), options.output)
    elif form == "docx":
        emit(as_docx(draft, options.template), options.output)
    else:
        emit(as_json(draft) if form == "json" else as_markdown(draft), options.output)
    for name, content in beside.items():
        emit(content, name)
    return 0


def _refuse_existing(*files: str | None) -> None:
    """Refuse to overwrite a file, before anything is drafted.

    Raises:
        InputError: a file exists; it may hold what a person changed.
    """
    for name in files:
        if name and name != "-" and Path(name).exists():
            raise InputError(f"{name}: exists already, and a draft may have been changed; name another file.")
