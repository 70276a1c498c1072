"""Linked texts as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ..output.records import plain
from ..terms import slug
from .figures.comparison import Compared
from .figures.thresholds import Threshold
from .linked import Linked, notes, question
from .mentions.mention import Mention


def as_record(linked: Linked) -> dict[str, Any]:
    """Return a linked text as plain objects.

    Mentions and properties are named by IRIs, operators, units, scope and product types by slugs.
    """
    record: dict[str, Any] = plain(
        {
            "file": linked.source.name,
            "kind": linked.source.kind,
            "language": linked.source.language,
            "notes": notes(linked.source),
            "mentions": [_mention(mention) for mention in linked.mentions],
            "thresholds": [
                _threshold(entry, [other for other in linked.compared if other.threshold == number])
                for number, entry in enumerate(linked.thresholds)
            ],
            "codes": linked.codes,
        }
    )
    return record


def as_json(texts: Sequence[Linked]) -> str:
    """Return JSON: an object for one text, a list for several."""
    records = [as_record(linked) for linked in texts]
    return json.dumps(records[0] if len(records) == 1 else records, ensure_ascii=False, indent=2) + "\n"


def _mention(mention: Mention) -> dict[str, Any]:
    record = asdict(mention)
    del record["doubt"]
    dated = mention.kind in ("label", "standard") and mention.iri
    return {
        **record,
        "iri": mention.iri or None,
        "edition": mention.edition or ("not stated" if dated else None),
        "question": question(mention) or None,
    }


def _threshold(entry: Threshold, compared: Sequence[Compared]) -> dict[str, Any]:
    record = asdict(entry)
    del record["sentence"]
    rows = [asdict(row) for row in compared]
    for row in rows:
        del row["threshold"]
    return {
        **record,
        "operator": slug(entry.operator),
        "unit": slug(entry.unit),
        "scope": [{**asdict(scope), "value": slug(scope.value)} for scope in entry.scope],
        "products": [slug(product) for product in entry.products],
        "compared": rows,
    }
