"""A review in the language of its reader: the same findings, said exactly, in English, Norwegian and Danish."""

from __future__ import annotations

import ast
import json
import re
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from gppgraph.catalogue.query import read_header
from gppgraph.cli import main
from gppgraph.errors import InputError
from gppgraph.graph import load
from gppgraph.languages import LANGUAGES, Words
from gppgraph.review.report_html import as_html
from gppgraph.review.report_json import as_json
from gppgraph.review.report_markdown import as_markdown
from gppgraph.review.review import review
from gppgraph.terms import iri
from gppgraph.texts.figures.comparison import PrintedFigure, figures_in_words
from gppgraph.texts.linker import Linker
from gppgraph.texts.read.source_text import Text
from gppgraph.verdicts.units import units_of
from gppgraph.workspace import root

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 24)
QUERIES = sorted((root() / "queries" / "review").glob("*.rq"))


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(load())


def gaps(text: str) -> list[str]:
    """Return the names in braces, sorted; the same twice counts twice."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


# kind of finding, text, country, day, what is said in Norwegian and in Danish
SAID = [
    ("act-not-yet-applicable", "Under Regulation (EU) 2025/2052.", "eu", DAY,
     "Kommisjonsforordning (EU) 2025/2052 gjelder fra 2028-12-14",
     "Kommissionens forordning (EU) 2025/2052 gælder fra 2028-12-14"),
    ("act-repealed", "Under Directive 2009/125/EC.", "eu", DAY,
     "Ecodesign Directive (32009L0125) opphørte å gjelde 2024-07-18, unntatt artikler som er opprettholdt; se Ecodesign for Sustainable Products Regulation (ESPR) (32024R1781)",
     "Ecodesign Directive (32009L0125) ophørte med at gælde den 2024-07-18, bortset fra artikler der er opretholdt; se Ecodesign for Sustainable Products Regulation (ESPR) (32024R1781)"),
    ("act-repealed", "Under Directive 2006/66/EC.", "eu", DAY,
     "Batteries Directive (32006L0066) opphørte å gjelde 2025-08-18, unntatt artikler som er opprettholdt; se Batteries Regulation (32023R1542)",
     "Batteries Directive (32006L0066) ophørte med at gælde den 2025-08-18, bortset fra artikler der er opretholdt; se Batteries Regulation (32023R1542)"),
    ("label-certificates-ended", "TCO Certified generation 8 or equivalent.", "eu", DAY,
     "ingen sertifikater etter TCO Certified, generation 8 har vært gyldige siden 2023-12-01, så ingen kan legge fram et slikt",
     "ingen certifikater efter TCO Certified, generation 8 har været gyldige siden 2023-12-01, så ingen kan fremlægge et sådant"),
    ("label-edition-open", "Varen skal være Svanemærket eller lignende.", "dk", DAY,
     "Svanemerket kreves uten at utgaven er oppgitt; grafen har 3 utgaver som ikke stiller de samme kravene",
     "Svanemærket kræves uden at udgaven er angivet; grafen har 3 udgaver som ikke stiller de samme krav"),
    ("label-no-longer-issued", "TCO Certified generation 9 or equivalent.", "eu", DAY,
     "siden 2025-01-01 utstedes det ikke nye sertifikater etter TCO Certified, generation 9; eldre kan fortsatt være gyldige",
     "siden 2025-01-01 udstedes der ikke nye certifikater efter TCO Certified, generation 9; ældre kan stadig være gyldige"),
    ("label-not-type-i", "Products shall be ENERGY STAR qualified or equivalent.", "eu", DAY,
     "ENERGY STAR er ikke et type I-miljømerke; der en kilde bare godtar slike merker, beviser det ingenting alene",
     "ENERGY STAR er ikke et type I-miljømærke; hvor en kilde kun accepterer sådanne mærker, beviser det intet alene"),
    ("label-not-yet-issued", "TCO Certified generation 10 or equivalent.", "eu", date(2023, 1, 1),
     "sertifikater etter TCO Certified, generation 10 utstedes først fra 2024-12-04",
     "certifikater efter TCO Certified, generation 10 udstedes først fra 2024-12-04"),
    ("label-without-equivalent", "Products must carry the EU Ecolabel.", "eu", DAY,
     "EU Ecolabel kreves, og verken tilsvarende merker eller annen dokumentasjon godtas",
     "EU Ecolabel kræves, og hverken tilsvarende mærker eller anden dokumentation accepteres"),
    ("label-without-equivalent", "Alle maskiner skal være svanemerket.", "no", DAY,
     "Svanemerket kreves, og verken tilsvarende merker eller annen dokumentasjon godtas",
     "Svanemærket kræves, og hverken tilsvarende mærker eller anden dokumentation accepteres"),
    ("provision-repealed", "Jf. FOA § 7-9.", "no", DAY,
     "§ 7-9 opphørte å gjelde 2026-07-01; se Lov om offentlige anskaffelser § 5b, Lov om offentlige anskaffelser § 5c",
     "§ 7-9 ophørte med at gælde den 2026-07-01; se Lov om offentlige anskaffelser § 5b, Lov om offentlige anskaffelser § 5c"),
    ("provision-repealed", "Jf. FOA § 8-13.", "no", DAY,
     "§ 8-13 opphørte å gjelde 2026-07-01",
     "§ 8-13 ophørte med at gælde den 2026-07-01"),
    ("standard-superseded", "Tests follow IEC 62623:2012.", "eu", DAY,
     "IEC 62623:2012 ble erstattet eller trukket tilbake (2022-04-27); se IEC 62623:2022",
     "IEC 62623:2012 blev erstattet eller trukket tilbage (2022-04-27); se IEC 62623:2022"),
    ("standard-superseded", "Tests follow ISO 14024:1999.", "eu", DAY,
     "ISO 14024:1999 ble erstattet eller trukket tilbake (2018-02); se ISO 14024:2018",
     "ISO 14024:1999 blev erstattet eller trukket tilbage (2018-02); se ISO 14024:2018"),
    ("number-not-known", "Jf. forordning (EU) 2019/2012.", "dk", DAY,
     "finnes ikke i grafen; menes 32019R2013?",
     "findes ikke i grafen; menes 32019R2013?"),
    ("number-not-known", "TCO Certified generation 12 or equivalent.", "eu", DAY,
     "grafen har ingen utgave 12; menes tco-certified-10?",
     "grafen har ingen udgave 12; menes tco-certified-10?"),
    ("number-not-known", "Tests follow IEC 62623:2014.", "eu", DAY,
     "grafen har ingen utgave fra 2014; menes IEC 62623:2012?",
     "grafen har ingen udgave fra 2014; menes IEC 62623:2012?"),
    ("figure-below-set", "The warranty on notebooks is at least 1 year.", "eu", DAY,
     "stiller svakere krav til «Varighet på produsentgaranti» enn eu-gpp-2021.comprehensive.TS3 (minst 3 år), eu-gpp-2021.core.TS3 (minst 2 år)",
     "stiller svagere krav til »Varighed af fabrikantens garanti« end eu-gpp-2021.comprehensive.TS3 (mindst 3 år), eu-gpp-2021.core.TS3 (mindst 2 år)"),
    ("figure-above-set", "The warranty on notebooks is at least 3 years.", "eu", DAY,
     "stiller strengere krav til «Varighet på produsentgaranti» enn eu-gpp-2021.core.TS3 (minst 2 år)",
     "stiller strengere krav til »Varighed af fabrikantens garanti« end eu-gpp-2021.core.TS3 (mindst 2 år)"),
    ("figure-equals-set", "The warranty on notebooks is at least 24 months.", "eu", DAY,
     "stiller like strenge krav til «Varighet på produsentgaranti» som eu-gpp-2021.core.TS3 (minst 2 år)",
     "stiller lige så strenge krav til »Varighed af fabrikantens garanti« som eu-gpp-2021.core.TS3 (mindst 2 år)"),
    ("figure-proved-by", "Notebooks survive a drop of 45 cm.", "eu", DAY,
     "et kriterium i disse merkeutgavene oppfyller tallkravet til «Fallhøyde som tåles»: tco-certified-8 (ingen sertifikater er gyldige lenger)",
     "et kriterium i disse mærkeudgaver opfylder talkravet til »Faldhøjde der tåles«: tco-certified-8 (ingen certifikater er længere gyldige)"),
    ("figure-proved-by", "Notebooks survive a drop of 45 cm.", "eu", date(2020, 5, 1),
     "et kriterium i disse merkeutgavene oppfyller tallkravet til «Fallhøyde som tåles»: tco-certified-8",
     "et kriterium i disse mærkeudgaver opfylder talkravet til »Faldhøjde der tåles«: tco-certified-8"),
    ("figures-differ", "Garantien er minst tre år.\n\nGarantien er minst to år.", "no", DAY,
     "setter en mindre streng grense for «Varighet på produsentgaranti» enn «tre år» på linje 1",
     "sætter en mindre streng grænse for »Varighed af fabrikantens garanti« end »tre år« i linje 1"),
    ("label-below-figure", "At least 3 years' warranty, shown by TCO Certified generation 9 or equivalent.", "eu", DAY,
     "tco-certified-9 krever mindre enn «3 years» (tco-certified-9.6.1 (minst 1 år)), så merket dokumenterer det ikke",
     "tco-certified-9 kræver mindre end »3 years« (tco-certified-9.6.1 (mindst 1 år)), så mærket dokumenterer det ikke"),
    ("label-silent-on-figure", "Notebooks survive a drop of 45 cm, shown by TCO Certified generation 10 or equivalent.", "eu", DAY,
     "grafen har ikke noe kriterium i tco-certified-10 som setter grense for det samme som «45 cm»",
     "grafen har intet kriterium i tco-certified-10 som sætter grænse for det samme som »45 cm«"),
    ("label-does-not-prove", "Kriterium TS3 for stationære computere dokumenteres med TCO Certified generation 9 eller tilsvarende.", "dk", DAY,
     "tco-certified-9 dokumenterer ikke dk-desktop-2023.basis.TS3 for integrert stasjonær datamaskin (merket er svakere), stasjonær datamaskin (merket er svakere)",
     "tco-certified-9 dokumenterer ikke dk-desktop-2023.basis.TS3 for desktopcomputer (mærket er svagere), integreret desktopcomputer (mærket er svagere)"),
    ("label-in-selection", "Selection criteria\n\nThe tenderer must hold the EU Ecolabel or equivalent.", "eu", DAY,
     "EU Ecolabel er et merke for produkter og kreves av leverandøren, blant kvalifikasjonskravene",
     "EU Ecolabel er et mærke for produkter og kræves af tilbudsgiveren, blandt egnethedskravene"),
    ("label-other-label-refused", "Products must carry the EU Ecolabel. Equivalent labels are not accepted.", "eu", DAY,
     "andre merker enn EU Ecolabel avvises, selv om ethvert merke som bekrefter tilsvarende krav må godtas",
     "andre mærker end EU Ecolabel afvises, selv om ethvert mærke der bekræfter tilsvarende krav skal accepteres"),
    ("label-other-proof-refused", "Products must carry the EU Ecolabel or equivalent. No other proof is accepted.", "eu", DAY,
     "annen dokumentasjon enn EU Ecolabel avvises, selv om den må godtas der merket ikke kunne skaffes i tide",
     "anden dokumentation end EU Ecolabel afvises, selv om den skal accepteres hvor mærket ikke kunne opnås i tide"),
    ("label-other-proof-too-narrow", "Skærmene skal have EPEAT eller tilsvarende. Anden dokumentation accepteres kun hvis mærket ikke kunne opnås.", "dk", DAY,
     "annen dokumentasjon enn EPEAT godtas bare der merket ikke kunne skaffes; retten i landet krever mer",
     "anden dokumentation end EPEAT accepteres kun hvor mærket ikke kunne opnås; loven kræver mere"),
    ("label-other-proof-unsaid", "Products must carry the EU Ecolabel or equivalent.", "eu", DAY,
     "merker som tilsvarer EU Ecolabel godtas; teksten sier ingenting om annen dokumentasjon, som teller der merket ikke kunne skaffes i tide",
     "mærker der svarer til EU Ecolabel accepteres; teksten siger intet om anden dokumentation, som tæller hvor mærket ikke kunne opnås i tide"),
    ("label-closed-edition-only", "Displays must carry TCO Certified generation 9.", "eu", DAY,
     "TCO Certified, generation 9 er eneste dokumentasjon og er ikke tildelt noen siden 2025-01-01, så ikke alle kan få det",
     "TCO Certified, generation 9 er den eneste dokumentation og er ikke tildelt nogen siden 2025-01-01, så ikke alle kan få det"),
    ("label-parts-unnamed", "Products must meet the relevant criteria of the EU Ecolabel or equivalent.", "eu", DAY,
     "bare en del av EU Ecolabel kreves, og teksten sier ikke hvilke av kravene som teller",
     "kun en del af EU Ecolabel kræves, og teksten siger ikke hvilke af kravene der tæller"),
    ("label-beyond-goods", "Displays must carry TCO Certified generation 10 or equivalent.", "eu", DAY,
     "TCO Certified, generation 10 stiller også krav til hvordan virksomheten drives (antikorrupsjon, miljøledelse); et merke med kriterier som ikke angår anskaffelsen, kan ikke kreves som sådant",
     "TCO Certified, generation 10 stiller også krav til hvordan virksomheden drives (antikorruption, miljøledelse); et mærke med kriterier der ikke angår indkøbet, kan ikke kræves som sådant"),
    ("label-self-declared", "Displays must have ECMA-370 or equivalent.", "eu", DAY,
     "ECMA-370 The Eco Declaration er en erklæring fra produsenten selv, som ingen tredjepart bekrefter",
     "ECMA-370 The Eco Declaration er en erklæring fra fabrikanten selv, som ingen tredjepart bekræfter"),
    ("label-called-type-i", "Products must have a type I ecolabel such as ENERGY STAR, or equivalent.", "eu", DAY,
     "ENERGY STAR kalles et type I-miljømerke, og kildene i grafen sier at det ikke er det",
     "ENERGY STAR kaldes et type I-miljømærke, og grafens kilder siger at det ikke er det"),
    ("type-i-demanded", "Products must have a type I ecolabel.", "eu", DAY,
     "et type I-miljømerke kreves; retten stiller fem vilkår til et merke og krever ikke ISO 14024",
     "et type I-miljømærke kræves; loven stiller fem betingelser til et mærke og kræver ikke ISO 14024"),
    ("figure-law-gives", "Smartphones: the battery must keep at least 80 % of its capacity after 800 charge cycles.", "eu", DAY,
     "regelverket gir allerede dette for «Antall ladesykluser», fra 2025-06-20: Ecodesign smartphones and tablets (32023R1670) Annex II, B 1.2(4), minst 800 sykluser, minst 80 % (for enheter med: hovedskjerm som ikke kan rulles; ikke for eksplosjonsfarlige omgivelser; ikke for kommunikasjon med høy sikkerhet; skjerm fra 4,0 til under 7,0 tommer)",
     "lovgivningen giver allerede dette for »Antal opladningscyklusser«, fra 2025-06-20: Ecodesign smartphones and tablets (32023R1670) Annex II, B 1.2(4), mindst 800 cyklusser, mindst 80 % (for enheder med: hovedskærm der ikke kan rulles; ikke til eksplosive atmosfærer; ikke til kommunikation med høj sikkerhed; skærm fra 4,0 til under 7,0 tommer)"),
    ("figure-law-gives", "Smartphones: the battery must keep at least 80 % of its capacity after 500 charge cycles.", "eu", DAY,
     "regelverket gir allerede dette for «Antall ladesykluser», og mer, fra 2025-06-20: Ecodesign smartphones and tablets (32023R1670) Annex II, B 1.2(4), minst 800 sykluser, minst 80 % (for enheter med: hovedskjerm som ikke kan rulles; ikke for eksplosjonsfarlige omgivelser; ikke for kommunikasjon med høy sikkerhet; skjerm fra 4,0 til under 7,0 tommer)",
     "lovgivningen giver allerede dette for »Antal opladningscyklusser«, og mere, fra 2025-06-20: Ecodesign smartphones and tablets (32023R1670) Annex II, B 1.2(4), mindst 800 cyklusser, mindst 80 % (for enheder med: hovedskærm der ikke kan rulles; ikke til eksplosive atmosfærer; ikke til kommunikation med høj sikkerhed; skærm fra 4,0 til under 7,0 tommer)"),
    ("figure-below-law", "Spare parts for displays: at least 6 years.", "eu", DAY,
     "stiller svakere krav til «Tilgjengelighetsperiode for reservedeler» enn regelverket gjør for noen produkter: Ecodesign electronic displays (32019R2021) Annex II, D.5(a)(1), minst 7 år, Ecodesign electronic displays (32019R2021) Annex II, D.5(a)(2), minst 7 år",
     "stiller svagere krav til »Periode med adgang til reservedele« end lovgivningen gør for nogle produkter: Ecodesign electronic displays (32019R2021) Annex II, D.5(a)(1), mindst 7 år, Ecodesign electronic displays (32019R2021) Annex II, D.5(a)(2), mindst 7 år"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "country", "day", "nb", "da"), SAID)
def test_each_kind_of_finding_is_said_in_the_language_asked_for(
    linker: Linker, code: str, text: str, country: str, day: date, nb: str, da: str
) -> None:
    """Word for word; what is left out where a fact is missing shows in the pairs of one kind."""
    for language, expected in (("nb", nb), ("da", da)):
        result = review(linker.graph, Text("t", "txt", text), country, day, linker, language)
        assert expected in [entry.message for entry in result.findings if entry.code == code]


def test_every_kind_of_finding_is_among_them() -> None:
    """A new kind of finding needs its words checked in each language."""
    kinds = {path.stem for path in QUERIES}
    kinds |= {
        key.removesuffix("-advice")
        for key in Words("en", "gppgraph.review").entries
        if key.endswith("-advice")
    }
    kinds |= {"figure-below-set", "figure-above-set", "figure-equals-set"}  # they need no advice
    assert {code for code, *_ in SAID} == kinds


def test_the_findings_are_the_same_in_every_language(linker: Linker) -> None:
    """Only words change: code, severity, place and sources are those of the English review."""
    text = " ".join(text for _, text, country, *_ in SAID if country == "eu")

    def facts(language: str) -> list[tuple[object, ...]]:
        found = review(linker.graph, Text("t", "txt", text), "eu", DAY, linker, language).findings
        return sorted(
            (entry.code, entry.severity, entry.start, entry.end, entry.quote, entry.sources)
            for entry in found
        )

    assert facts("nb") == facts("da") == facts("en") != []


def test_figures_are_written_as_the_language_writes_them(linker: Linker) -> None:
    """A decimal comma, and units that are words; a sign of the SI stays; a count has no word."""
    names, units = {"op": "høyst"}, units_of(linker.graph)

    def written(value: str, unit: str) -> str:
        return figures_in_words([PrintedFigure(value, unit, "op")], names, units, "nb")

    assert written("0.10", iri("unit", "PERCENT")) == "høyst 0,1 %"
    assert written("2.5", iri("uom", "kwh-per-year")) == "høyst 2,5 kWh/år"
    assert written("40", iri("uom", "decibel-a")) == "høyst 40 dB(A)"
    assert [written(value, iri("unit", "MO")) for value in ("1", "24")] == [
        "høyst 1 måned",
        "høyst 24 måneder",
    ]
    assert written("1", iri("uom", "count")) == "høyst 1"


def test_advice_and_headings_are_in_the_language_too(linker: Linker) -> None:
    """The whole report, its JSON with the stable code, and the page."""
    text = Text("t", "txt", "Alle maskiner skal være svanemerket.")
    result = review(linker.graph, text, "no", DAY, linker, "nb")
    entry = json.loads(as_json(result))["findings"][0]
    assert entry["code"] == "label-without-equivalent"
    assert entry["advice"] == (
        "Tilføy at tilsvarende merker godtas, og annen dokumentasjon der merket ikke kunne skaffes i tide."
    )
    lines = as_markdown(result).splitlines()
    assert lines[:7] == [
        "# Gjennomgang av t", "", "Land: NO; dato: 2026-11-24.", "", "1 omtale, 0 tall, 2 funn.", "", "## Å rette",
    ]  # fmt: skip
    assert (
        "  - ikke nevnt: NO-KV-02, NO-KV-03, NO-KV-04, NO-KV-05, NO-KV-07, NO-KV-10, NO-KV-12, NO-KV-12.tablet"
        in lines
    )
    page = as_html(result)
    assert '<p lang="nb">Svanemerket kreves, og verken' in page
    assert "is demanded" not in page


def test_the_norwegian_rule_speaks_as_far_as_the_graph_does(linker: Linker) -> None:
    """A question has its own words in the language; what the graph has in English only is marked as English."""
    text = Text("t", "txt", "Klima og miljø vektes 30 % som tildelingskriterium.")
    result = review(linker.graph, text, "no", DAY, linker, "nb")
    assert result.climate is not None
    assert result.climate.questions["thirty-percent"] == "Vektes klima og miljø minst 30 prosent?"
    assert "- sagt i teksten: Vektes klima og miljø minst 30 prosent? ja («Klima" in as_markdown(result)
    page = as_html(result)
    assert "Public Procurement Act § 5b (2) sentence 1" in result.climate.foreign
    assert '<li><span lang="en">Public Procurement Act § 5b (2) sentence 1</span></li>' in page
    assert '<span lang="en">Vektes' not in page
    english = review(linker.graph, text, "no", DAY, linker).climate
    assert english is not None
    assert english.foreign == frozenset()
    assert "foreign" not in json.loads(as_json(result))["climate"]
    assert [(name, answer) for name, answer, _ in english.told] == [
        (name, answer) for name, answer, _ in result.climate.told
    ]


def test_english_is_what_a_review_speaks_unasked(linker: Linker) -> None:
    text = Text("t", "txt", "Alle maskiner skal være svanemerket.")
    unasked, asked = (review(linker.graph, text, "no", DAY, linker, *more) for more in ((), ("en",)))
    assert as_markdown(unasked) == as_markdown(asked)
    assert unasked.findings[0].message.startswith("Nordic Swan Ecolabel is demanded")


def test_a_language_that_is_not_spoken_is_refused_with_those_that_are(
    linker: Linker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match='language "sv" is not one of en, nb, da'):
        review(linker.graph, Text("t", "txt", "x"), "no", DAY, linker, "sv")
    tender = tmp_path / "tender.txt"
    tender.write_text("Svanemerket.", encoding="utf-8")
    assert main(["review", str(tender), "--lang", "sv"]) == 2
    assert re.search(r'--lang "sv".*\ben\b.*\bnb\b.*\bda\b', capsys.readouterr().err)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_says_the_same_in_every_language(path: Path) -> None:
    """Every text has the three languages and the same gaps in each; a gap is a column of the query."""
    header = read_header(path, path.read_text(encoding="utf-8"))
    texts = [header["message"], header["advice"], *header.get("parts", {}).values()]
    for spoken in texts:
        assert set(spoken) == set(LANGUAGES)
        assert all(spoken.values())
        assert gaps(spoken["nb"]) == gaps(spoken["da"]) == gaps(spoken["en"])
        assert set(gaps(spoken["en"])) <= set(header["columns"])
    assert set(header.get("parts", {})) <= set(gaps(header["message"]["en"]))
    bound = "".join(re.findall(r"BIND\(.*", path.read_text(encoding="utf-8")))
    assert not re.search("[A-Za-z]", "".join(re.findall(r'"([^"]*)"', bound)))  # words stand in the header


@pytest.mark.parametrize("package", ["texts", "review"])
def test_every_word_is_used_in_its_package(package: str) -> None:
    """A key stands in the package, or in a query that it runs, or is put together there from a beginning or an end."""
    folder = Path(str(files(f"gppgraph.{package}")))
    written: set[str] = set()
    patterns: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                written.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else "" for p in node.values]
                if len("".join(parts)) > 3:
                    patterns.add("".join(part or ".+" for part in parts))
    state = (root() / "queries" / "answers" / "editions-out-of-date.rq").read_text(encoding="utf-8")
    if package == "review":
        written |= set(re.findall(r'"([^"]+)"', state))
        template = files("gppgraph.output").joinpath("templates", "review.html").read_text(encoding="utf-8")
        patterns |= {f"{re.escape(start)}.+" for start in re.findall(r"'([\w-]+-)' ~", template)}
        written |= set(re.findall(r"'([\w-]+)'", template))
    keys = Words("en", f"gppgraph.{package}").entries
    assert [
        key
        for key in keys
        if key not in written and not any(re.fullmatch(pattern, key) for pattern in patterns)
    ] == []


@pytest.mark.parametrize(
    "package", ["gppgraph.texts", "gppgraph.review", "gppgraph.publish", "gppgraph.verdicts"]
)
def test_words_have_the_same_keys_and_gaps_in_every_language(package: str) -> None:
    """No language lacks a word, and none lacks a fact."""
    present = {path.name for path in files(package).joinpath("words").iterdir()}
    assert present == {f"{language}.json" for language in LANGUAGES}
    english = Words("en", package)
    for language in LANGUAGES:
        words = Words(language, package)
        assert set(words.entries) == set(english.entries)
        for key in words.entries:
            assert all(words.forms(key).values())
            assert list(map(gaps, words.forms(key).values())) == list(map(gaps, english.forms(key).values()))
