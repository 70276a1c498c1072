"""The checklist of what remains to be proved, as a table, Markdown, JSON, HTML or docx, in three languages."""

from __future__ import annotations

import html
import io
import json
from dataclasses import asdict

from ..errors import MissingExtraError, OutputError
from ..output.tables import render
from .remaining import Checklist, Entry, EvidenceOption, Part

FORMATS = ("table", "md", "json", "html", "docx")

TEXTS: dict[str, dict[str, str]] = {
    "title": {
        "en": "What remains to be proved",
        "nb": "Hva som gjenstår å dokumentere",
        "da": "Hvad der mangler at blive dokumenteret",
    },
    "labels": {"en": "Labels", "nb": "Merker", "da": "Mærker"},
    "set": {"en": "Criteria set", "nb": "Kravsett", "da": "Kriteriesæt"},
    "level": {"en": "Level", "nb": "Nivå", "da": "Niveau"},
    "product": {"en": "Product type", "nb": "Produkttype", "da": "Produkttype"},
    "day": {"en": "Day", "nb": "Dato", "da": "Dato"},
    "values": {"en": "Buyer values", "nb": "Innkjøpers verdier", "da": "Indkøberens værdier"},
    "requirement": {"en": "Requirement", "nb": "Krav", "da": "Krav"},
    "part": {"en": "Part", "nb": "Del", "da": "Del"},
    "state": {"en": "State", "nb": "Status", "da": "Status"},
    "by": {"en": "By", "nb": "Ved", "da": "Ved"},
    "proofs": {"en": "Accepted proof", "nb": "Godtatt dokumentasjon", "da": "Accepteret dokumentation"},
    "or": {"en": "or", "nb": "eller", "da": "eller"},
    "and": {"en": "and", "nb": "og", "da": "og"},
    "no-proofs": {
        "en": "the source states no proof",
        "nb": "kilden oppgir ingen dokumentasjon",
        "da": "kilden angiver ingen dokumentation",
    },
    "rest": {
        "en": "Parts of the text that are not in figures remain to be shown as well.",
        "nb": "Deler av teksten som ikke er tallfestet, må også dokumenteres.",
        "da": "Dele af teksten, som ikke er sat på formel, skal også dokumenteres.",
    },
    "proved": {"en": "proved", "nb": "dokumentert", "da": "dokumenteret"},
    "together": {
        "en": "proved by several labels together; ask the buyer",
        "nb": "dokumentert av flere merker sammen; spør innkjøperen",
        "da": "dokumenteret af flere mærker tilsammen; spørg indkøberen",
    },
    "uncertain": {
        "en": "met, proof uncertain",
        "nb": "oppfylt, usikkert bevis",
        "da": "opfyldt, usikkert bevis",
    },
    "partly": {"en": "partly proved", "nb": "delvis dokumentert", "da": "delvist dokumenteret"},
    "remaining": {"en": "remains", "nb": "gjenstår", "da": "mangler"},
    "open": {"en": "remains", "nb": "gjenstår", "da": "mangler"},
    "expired": {
        "en": "met, no certificate on the day",
        "nb": "oppfylt, ingen gyldige sertifikater den dagen",
        "da": "opfyldt, intet gyldigt certifikat på dagen",
    },
    "not-admitted": {
        "en": "met, label not accepted as proof",
        "nb": "oppfylt, merket godtas ikke som bevis",
        "da": "opfyldt, mærket accepteres ikke som bevis",
    },
    "below": {"en": "label is weaker", "nb": "merket er svakere", "da": "mærket er svagere"},
    "silent": {"en": "label says nothing", "nb": "merket sier ingenting", "da": "mærket siger intet"},
    "unknown": {"en": "not known of the label", "nb": "ikke kjent for merket", "da": "ikke kendt for mærket"},
    "optional": {
        "en": "optional in the label",
        "nb": "frivillig i merket",
        "da": "frivilligt i mærket",
    },
    "unformalised": {"en": "not compared", "nb": "ikke sammenlignet", "da": "ikke sammenlignet"},
    "not-covered": {
        "en": "label does not certify this type",
        "nb": "merket sertifiserer ikke denne typen",
        "da": "mærket certificerer ikke denne type",
    },
    "met": {"en": "met", "nb": "oppfylt", "da": "opfyldt"},
}


class Words:
    """The checklist's own words in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __getitem__(self, key: str) -> str:
        return TEXTS[key][self.language]

    def demand(self, part: Part) -> str:
        """Return what a part asks for: as a formula, whose names are English, or in the words of the language."""
        formula, words = part.required, part.words
        return (formula or words) if self.language == "en" else (words or formula)

    def standing(self, part: Part) -> str:
        """Return the state of a part, with the outcome where it is open."""
        if part.standing == "open":
            return f"{self['open']}: {self[part.outcome]}"
        return self[part.standing]

    def proof(self, proof: EvidenceOption) -> str:
        """Return one way to prove: its kinds of proof joined by "and"."""
        kinds = f" {self['and']} ".join(proof.evidence)
        named = ", ".join((*proof.labels, *proof.methods))
        head = f"{kinds} ({named})" if named and kinds else kinds or named
        return f"{head}: {proof.words}" if head and proof.words else head or proof.words

    def proofs(self, entry: Entry) -> str:
        """Return all ways, joined by "or"."""
        return f" {self['or']} ".join(self.proof(proof) for proof in entry.proofs) or self["no-proofs"]

    def about(self, checklist: Checklist) -> list[tuple[str, str]]:
        """Return what the checklist is about, as pairs of heading and value."""
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
    words = Words(language)
    if form == "json":
        return json.dumps(asdict(checklist), ensure_ascii=False, indent=2) + "\n"
    if form == "docx":
        return _docx(checklist, words)
    if form == "html":
        return _html(checklist, words)
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


def _markdown(checklist: Checklist, words: Words) -> str:
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


_STYLE = (
    "body{font:11pt/1.4 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%;margin:.5em 0}th,td{border:1px solid #999;padding:.3em;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}section{break-inside:avoid}"
    "h2{font-size:1.1em;margin:1.2em 0 .2em}.proved{color:#060}.remaining,.open{color:#900}"
)


def _html(checklist: Checklist, words: Words) -> str:
    def safe(value: str) -> str:
        return html.escape(value)

    out = [
        "<!DOCTYPE html>",
        f'<html lang="{words.language}"><head><meta charset="utf-8"><title>{safe(words["title"])}</title>',
        f"<style>{_STYLE}</style></head><body><h1>{safe(words['title'])}</h1><table>",
    ]
    out += [
        f'<tr><th scope="row">{safe(name)}</th><td>{safe(value)}</td></tr>'
        for name, value in words.about(checklist)
    ]
    out.append("</table>")
    for entry in checklist.entries:
        box = "☑" if entry.status == "proved" else "☐"
        out.append(
            f'<section id="{safe(entry.requirement)}"><h2>{box} {safe(entry.code or entry.requirement)} '
            f'{safe(entry.title)}</h2><p class="{entry.status}">{safe(words[entry.status])}</p>'
        )
        if entry.parts:
            heads = "".join(f"<th>{safe(words[name])}</th>" for name in ("part", "state", "by"))
            out.append(f"<table><tr>{heads}</tr>")
            out += [
                f"<tr><td>{'☑' if part.standing == 'proved' else '☐'} {safe(words.demand(part))}</td>"
                f'<td class="{part.standing}">{safe(words.standing(part))}</td>'
                f"<td>{safe(part.criterion or part.edition or '')}</td></tr>"
                for part in entry.parts
            ]
            out.append("</table>")
        if entry.status != "proved":
            if not entry.formal:
                out.append(f"<p>☐ {safe(words['rest'])}</p>")
            joined = f"<li><em>{safe(words['or'])}</em> ".join(
                safe(words.proof(proof)) + "</li>" for proof in entry.proofs
            )
            out.append(
                f"<p>{safe(words['proofs'])}:</p><ul><li>{joined or safe(words['no-proofs']) + '</li>'}</ul>"
            )
        out.append("</section>")
    out.append("</body></html>")
    return "\n".join(out) + "\n"


def _docx(checklist: Checklist, words: Words) -> bytes:
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("--format docx", "office") from error
    document = docx.Document()
    document.core_properties.title = words["title"]
    document.core_properties.language = words.language
    document.add_heading(words["title"], 0)
    for name, value in words.about(checklist):
        document.add_paragraph(f"{name}: {_xml(value)}")
    for entry in checklist.entries:
        box = "☑" if entry.status == "proved" else "☐"
        document.add_heading(f"{box} {_xml(entry.code or entry.requirement)} {_xml(entry.title)}", 2)
        document.add_paragraph(words[entry.status])
        if entry.parts:
            table = document.add_table(rows=1, cols=3)
            table.style = "Table Grid"
            for cell, name in zip(table.rows[0].cells, ("part", "state", "by"), strict=True):
                cell.text = words[name]
            for part in entry.parts:
                cells = table.add_row().cells
                cells[0].text = f"{'☑' if part.standing == 'proved' else '☐'} {_xml(words.demand(part))}"
                cells[1].text = words.standing(part)
                cells[2].text = part.criterion or part.edition or ""
        if entry.status != "proved":
            if not entry.formal:
                document.add_paragraph(f"☐ {words['rest']}")
            document.add_paragraph(f"{words['proofs']}:")
            for number, proof in enumerate(entry.proofs):
                head = f"{words['or']} " if number else ""
                document.add_paragraph(f"{head}{_xml(words.proof(proof))}", style="List Bullet")
            if not entry.proofs:
                document.add_paragraph(words["no-proofs"])
    stream = io.BytesIO()
    try:
        document.save(stream)
    except ValueError as error:
        raise OutputError(f"the document cannot be written: {error}") from error
    return stream.getvalue()


def _xml(words: str) -> str:
    """Return the text without the control characters that XML cannot hold."""
    return "".join(character for character in words if character >= " " or character in "\t\n")
