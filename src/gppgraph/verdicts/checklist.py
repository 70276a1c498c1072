"""The checklist of remaining requirements in three languages.

It can be a table, Markdown, JSON, HTML or docx.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from ..languages import Words
from ..output import html, word_file
from ..output.tables import render
from .remaining import Checklist, Entry, EvidenceOption, Part

FORMATS = ("table", "md", "json", "html", "docx")


class ChecklistWords(Words):
    """The words of the checklist in one language."""

    def __init__(self, language: str) -> None:
        super().__init__(language, "gppgraph.verdicts")

    def demand(self, part: Part) -> str:
        """Return the demand of a part in words.

        In English a formula comes first, because its names are English; otherwise the text comes first.
        """
        formula, words = part.required, part.words
        return (formula or words) if self.language == "en" else (words or formula)

    def standing(self, part: Part) -> str:
        """Return the state of a part, with the outcome if it is open."""
        if part.standing == "open":
            return f"{self['open']}: {self[part.outcome]}"
        return self[part.standing]

    def proof(self, proof: EvidenceOption) -> str:
        """Return one way of proof: its kinds of evidence joined by "and"."""
        kinds = f" {self['and']} ".join(proof.evidence)
        named = ", ".join((*proof.labels, *proof.methods))
        head = f"{kinds} ({named})" if named and kinds else kinds or named
        return f"{head}: {proof.words}" if head and proof.words else head or proof.words

    def proofs(self, entry: Entry) -> str:
        """Return all ways of proof, joined by "or"."""
        return f" {self['or']} ".join(self.proof(proof) for proof in entry.proofs) or self["no-proofs"]

    def about(self, checklist: Checklist) -> list[tuple[str, str]]:
        """Return the frame of the checklist as pairs of heading and value.

        For example ``[("Labels", "tco-certified-9"), ("Day", "2026-07-01")]``; empty values are left out.
        """
        pairs = [
            (self["labels"], ", ".join(checklist.labels)),
            (self["set"], ", ".join(checklist.sets)),
            (self["level"], ", ".join(checklist.levels)),
            (self["product"], f"{checklist.product} ({checklist.state})"),
            (self["day"], checklist.day),
            (self["values"], ", ".join(f"{name}={value}" for name, value in checklist.values.items())),
        ]
        return [(name, value) for name, value in pairs if value]


def write(checklist: Checklist, form: str, language: str = "en") -> str | bytes:
    """Return the checklist in one of ``FORMATS``; a docx file comes as bytes."""
    words = ChecklistWords(language)
    if form == "json":
        return json.dumps(asdict(checklist), ensure_ascii=False, indent=2) + "\n"
    if form == "docx":
        return word_file.render("checklist.docx", words["title"], language, _values(checklist, words))
    if form == "html":
        return html.render("checklist.html", **_values(checklist, words))
    if form == "md":
        return _markdown(checklist, words)
    columns = [words[name] for name in ("requirement", "part", "state", "by", "proofs")]
    rows = []
    for entry in checklist.entries:
        name = f"{entry.code or entry.requirement} {entry.title}".strip()
        first = True
        for part in entry.parts or (None,):
            cells = (
                f"{name} [{words[entry.status]}]" if first else "",
                words.demand(part) if part else words["rest"],
                words.standing(part) if part else words["remaining"],
                (part.criterion or part.edition or "") if part else "",
                words.proofs(entry) if first and entry.status != "proved" else "",
            )
            rows.append(dict(zip(columns, cells, strict=True)))
            first = False
    about = "; ".join(f"{name}: {value}" for name, value in words.about(checklist))
    return render(columns, rows, form, f"{words['title']}. {about}")


def _markdown(checklist: Checklist, words: ChecklistWords) -> str:
    lines = [f"# {words['title']}", ""]
    lines += [f"- {name}: {value}" for name, value in words.about(checklist)]
    for entry in checklist.entries:
        mark = "x" if entry.status == "proved" else " "
        lines += ["", f"## {_md(entry.code or entry.requirement)} {_md(entry.title)}".rstrip(), ""]
        lines += [f"- [{mark}] {words[entry.status]} (`{entry.requirement}`)"]
        for part in entry.parts:
            done = "x" if part.standing == "proved" else " "
            by = f" ({part.criterion or part.edition})" if part.criterion or part.edition else ""
            lines.append(f"  - [{done}] {_md(words.demand(part))}: {words.standing(part)}{by}")
        if entry.status != "proved":
            if not entry.formal:
                lines.append(f"  - [ ] {words['rest']}")
            lines += ["", f"{words['proofs']}:", ""]
            lines += [
                f"{'' if number == 0 else words['or'] + ' '}{_md(words.proof(proof))}  "
                for number, proof in enumerate(entry.proofs)
            ] or [words["no-proofs"]]
    return "\n".join(lines) + "\n"


def _md(words: str) -> str:
    return words.replace("\n", " ").replace("<", "&lt;").replace("|", "\\|")


def _values(checklist: Checklist, words: ChecklistWords) -> dict[str, object]:
    """Return the values for the templates of the page and of the Word file."""
    return {
        "checklist": checklist,
        "language": words.language,
        "words": words,
        "box": {True: "☑", False: "☐"},
    }
