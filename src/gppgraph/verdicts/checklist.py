"""The checklist of remaining requirements in three languages.

It can be a table, Markdown, JSON, HTML or docx.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from ..languages import Words
from ..output import html, word_file
from ..output.tables import render
from .accepted_proofs import EvidenceOption
from .five_lines import FiveLines
from .law import LAW
from .parts_answered import SETTLED, Part, PartAnswer
from .remaining import Checklist, Ending, Entry, Told

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

    def standing(self, part: Part | PartAnswer) -> str:
        """Return the state of a part, with the outcome and the reason if it is open."""
        if part.standing != "open":
            return self[part.standing]
        if isinstance(part, PartAnswer) and part.provider == LAW:
            return self["by-law-in-part"]
        reason = part.reason if isinstance(part, PartAnswer) else ""
        return f"{self['open']}: {reason or self[part.outcome]}"

    def answers(self, part: Part) -> list[tuple[str, str, str]]:
        """Return the state of a part, its class and the label, by label that speaks.

        For example ``[("remains: label is weaker", "open", "tco-certified-9.6.1.c1")]``. Where no label can speak
        for it, or none certifies the type, there is one entry without a label.
        """
        told = [entry for entry in part.answers if entry.outcome != "out-of-reach"]
        if not told:
            return [(self.standing(part), part.standing, "")]
        return [(self.standing(entry), entry.standing, entry.criterion or entry.provider) for entry in told]

    def proof(self, proof: EvidenceOption) -> tuple[str, str, str]:
        """Return one way of proof as three texts: proof, issuer and standard."""
        kinds = f" {self['and']} ".join(proof.evidence)
        named = ", ".join(proof.labels)
        head = f"{kinds} ({named})" if named and kinds else kinds or named
        what = f"{head}: {proof.words}" if head and proof.words else head or proof.words
        return what, f" {self['and']} ".join(proof.issuers), ", ".join(proof.standards)

    def proof_rows(self, entry: Entry) -> list[tuple[str, str, str]]:
        """Return the rows of the table of accepted ways of proof."""
        return [self.proof(proof) for proof in entry.proofs]

    def told(self, entry: Entry) -> list[Told]:
        """Return the labels that can speak for a requirement.

        Where none can, one stands for all.
        """
        told = [case for case in entry.told if case.verdict != "out-of-reach"]
        return told or list(entry.told[:1])

    def lines(self, told: FiveLines) -> list[tuple[str, str]]:
        """Return the lines that have a sentence, with their names."""
        named = ("known", "missing", "settled_by", "as_proof")
        return [
            (self[name], " ".join(map(_sentence, getattr(told, name))))
            for name in named
            if getattr(told, name)
        ]

    def ending(self, entry: Ending) -> str:
        """Return a line on certificates that end soon."""
        name = "ends" if entry.certain else "ends-probably"
        return self.fill(name, label=entry.title, day=entry.day, confidence=self[f"sure-{entry.confidence}"])

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

    def of_law(self, checklist: Checklist) -> str:
        """Return a note on the effect of law, empty where it has none."""
        answers = (entry for part in _parts(checklist) for entry in part.answers)
        return self["by-law-note"] if any(entry.provider == LAW for entry in answers) else ""


def write(checklist: Checklist, form: str, language: str = "en") -> str | bytes:
    """Return the checklist in one of ``FORMATS``; a docx file comes as bytes."""
    words = ChecklistWords(language)
    if form == "json":
        return json.dumps(_record(checklist), ensure_ascii=False, indent=2) + "\n"
    if form == "docx":
        return word_file.render("checklist.docx", words["title"], language, _values(checklist, words))
    if form == "html":
        return html.render("checklist.html", **_values(checklist, words))
    if form == "md":
        return _markdown(checklist, words)
    return _table(checklist, words, form)


def _parts(checklist: Checklist) -> Iterator[Part]:
    for entry in checklist.entries:
        yield from entry.parts


def _record(checklist: Checklist) -> dict[str, object]:
    """Return a checklist as plain values."""
    return {**asdict(checklist), "closers": [entry._asdict() for entry in checklist.closers]}


def _sentence(words: str) -> str:
    return words if words.endswith((".", "–")) else f"{words}."


def _table(checklist: Checklist, words: ChecklistWords, form: str) -> str:
    """Return the checklist as tables.

    They are the parts by label, what closes most, the answers of each label, and the proofs.
    """
    parts, told, proofs = [], [], []
    for entry in checklist.entries:
        name = f"{entry.code or entry.requirement} {entry.title}".strip()
        first = f"{name} [{words[entry.status]}]"
        for part in entry.parts:
            demand = words.demand(part)
            for state, _, by in words.answers(part):
                parts.append((first, demand, state, by))
                first = demand = ""
        if not entry.parts:
            parts.append((first, words["rest"], words["remaining"], ""))
        if entry.status in SETTLED:
            continue
        first = name
        for case in words.told(entry):
            lines = case.lines
            told.append(
                (
                    first,
                    case.edition,
                    lines.heading,
                    " ".join(map(_sentence, lines.missing)),
                    "; ".join(lines.settled_by),
                )
            )
            first = ""
        first = name
        for cells in words.proof_rows(entry):
            proofs.append((first, *cells))
            first = ""
        if not entry.proofs:
            proofs.append((first, words["no-proofs"], "", ""))
    about = "; ".join(f"{name}: {value}" for name, value in words.about(checklist))
    tables = (
        (f"{words['title']}. {about}", ("requirement", "part", "state", "by"), parts),
        (words["closers"], ("closer", "parts", "requirement"), _closers(checklist, words)),
        (words["answers"], ("requirement", "by", "state", "missing", "settled_by"), told),
        (words["proofs"], ("requirement", "proof", "issuer", "standard"), proofs),
    )
    written = [
        render(
            [words[name] for name in names],
            [dict(zip((words[name] for name in names), row, strict=True)) for row in rows],
            form,
            heading,
        )
        for heading, names, rows in tables
        if rows
    ]
    notes = [*map(words.ending, checklist.ending), words.of_law(checklist)]
    return "\n".join([*filter(None, notes), *written])


def _closers(checklist: Checklist, words: ChecklistWords, most: int = 5) -> list[tuple[str, str, str]]:
    """Return the first rows on documents, and on proofs, that close most parts."""
    rows = []
    for kind in ("document", "proof"):
        entries = [entry for entry in checklist.closers if entry.kind == kind]
        rows += [
            (f"{words[kind]}: {entry.title}", str(entry.parts), ", ".join(entry.requirements))
            for entry in entries[:most]
        ]
    return rows


def _markdown(checklist: Checklist, words: ChecklistWords) -> str:
    lines = [f"# {words['title']}", ""]
    lines += [f"- **{_md(words.ending(entry))}**" for entry in checklist.ending]
    lines += [f"- {name}: {value}" for name, value in words.about(checklist)]
    lines += [f"- {note}" for note in [words.of_law(checklist)] if note]
    if closing := _closers(checklist, words):
        lines += [
            "",
            f"## {words['closers']}",
            "",
            *_md_table(words, ("closer", "parts", "requirement"), closing),
        ]
    for entry in checklist.entries:
        mark = "x" if entry.status in SETTLED else " "
        lines += ["", f"## {_md(entry.code or entry.requirement)} {_md(entry.title)}".rstrip(), ""]
        lines += [f"- [{mark}] {words[entry.status]} (`{entry.requirement}`)"]
        for part in entry.parts:
            for state, standing, by in words.answers(part):
                done = "x" if standing in SETTLED else " "
                by_whom = f" ({by})" if by else ""
                lines.append(f"  - [{done}] {_md(words.demand(part))}: {_md(state)}{by_whom}")
        if entry.status not in SETTLED:
            if not entry.formal:
                lines.append(f"  - [ ] {words['rest']}")
            for case in words.told(entry):
                lines += ["", f"{case.edition}: **{_md(case.lines.heading)}**", ""]
                lines += [f"- {name}: {_md(said)}" for name, said in words.lines(case.lines)]
            lines += ["", f"{words['proofs']}:", ""]
            rows = words.proof_rows(entry)
            lines += _md_table(words, ("proof", "issuer", "standard"), rows) if rows else [words["no-proofs"]]
    return "\n".join(lines) + "\n"


def _md_table(words: ChecklistWords, names: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    heads = [words[name] for name in names]
    cells = [{head: _md(cell) for head, cell in zip(heads, row, strict=True)} for row in rows]
    return render(heads, cells, "md").splitlines()


def _md(words: str) -> str:
    return words.replace("\n", " ").replace("<", "&lt;").replace("|", "\\|")


def _values(checklist: Checklist, words: ChecklistWords) -> dict[str, object]:
    """Return the values for the templates of the page and of the Word file."""
    return {
        "checklist": checklist,
        "closers": _closers(checklist, words),
        "language": words.language,
        "words": words,
        "box": {True: "☑", False: "☐"},
        "settled": SETTLED,
    }
