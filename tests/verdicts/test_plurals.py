"""Counts, numbers and days as each language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from gppgraph.languages import LANGUAGES, PLURALS, Words, day, number, plural

PACKAGES = (
    "gppgraph.products",
    "gppgraph.publish",
    "gppgraph.review",
    "gppgraph.specify",
    "gppgraph.texts",
    "gppgraph.verdicts",
)
# What fills the other gaps of a message that has some.
OTHERS = {"proved": 3, "all": 5, "have": 0, "level": "dk-basis", "seconds": "0,1"}

# Message, language: with 0, with 1, with 2.
WRITTEN = {
    ("kinds-act", "en"): ("acts", "act", "acts"),
    ("kinds-act", "nb"): ("rettsakter", "rettsakt", "rettsakter"),
    ("kinds-act", "da"): ("retsakter", "retsakt", "retsakter"),
    ("kinds-criterion", "en"): ("label criteria", "label criterion", "label criteria"),
    ("kinds-criterion", "nb"): ("merkekriterier", "merkekriterium", "merkekriterier"),
    ("kinds-criterion", "da"): ("mærkekriterier", "mærkekriterium", "mærkekriterier"),
    ("kinds-document", "en"): ("source documents", "source document", "source documents"),
    ("kinds-document", "nb"): ("kildedokumenter", "kildedokument", "kildedokumenter"),
    ("kinds-document", "da"): ("kildedokumenter", "kildedokument", "kildedokumenter"),
    ("kinds-label", "en"): ("label editions", "label edition", "label editions"),
    ("kinds-label", "nb"): ("merkeutgaver", "merkeutgave", "merkeutgaver"),
    ("kinds-label", "da"): ("mærkeudgaver", "mærkeudgave", "mærkeudgaver"),
    ("kinds-legal-requirement", "en"): ("legal requirements", "legal requirement", "legal requirements"),
    ("kinds-legal-requirement", "nb"): ("lovkrav",) * 3,
    ("kinds-legal-requirement", "da"): ("lovkrav",) * 3,
    ("kinds-requirement", "en"): ("requirements", "requirement", "requirements"),
    ("kinds-requirement", "nb"): ("krav",) * 3,
    ("kinds-requirement", "da"): ("krav",) * 3,
    ("kinds-set", "en"): ("criteria sets", "criteria set", "criteria sets"),
    ("kinds-set", "nb"): ("kravsett",) * 3,
    ("kinds-set", "da"): ("kriteriesæt",) * 3,
    ("kinds-standard", "en"): ("standards", "standard", "standards"),
    ("kinds-standard", "nb"): ("standarder", "standard", "standarder"),
    ("kinds-standard", "da"): ("standarder", "standard", "standarder"),
    ("requirements-counted", "en"): ("0 requirements", "1 requirement", "2 requirements"),
    ("requirements-counted", "nb"): ("0 krav", "1 krav", "2 krav"),
    ("requirements-counted", "da"): ("0 krav", "1 krav", "2 krav"),
    ("editions-counted", "en"): ("0 label editions", "1 label edition", "2 label editions"),
    ("editions-counted", "nb"): ("0 merkeutgaver", "1 merkeutgave", "2 merkeutgaver"),
    ("editions-counted", "da"): ("0 mærkeudgaver", "1 mærkeudgave", "2 mærkeudgaver"),
    ("others-nothing", "en"): (
        "0 more label editions, which certify no such products",
        "1 more label edition, which certifies no such products",
        "2 more label editions, which certify no such products",
    ),
    ("others-nothing", "nb"): (
        "0 merkeutgaver til, som ikke sertifiserer slike produkter",
        "1 merkeutgave til, som ikke sertifiserer slike produkter",
        "2 merkeutgaver til, som ikke sertifiserer slike produkter",
    ),
    ("others-nothing", "da"): (
        "0 mærkeudgaver til, som ikke certificerer sådanne produkter",
        "1 mærkeudgave til, som ikke certificerer sådanne produkter",
        "2 mærkeudgaver til, som ikke certificerer sådanne produkter",
    ),
    ("remaining-summary", "en"): ("3 of 5 proved, 0 remain", "3 of 5 proved, 1 remains", "3 of 5 proved, 2 remain"),
    ("remaining-summary", "nb"): ("3 av 5 bevist, 0 gjenstår", "3 av 5 bevist, 1 gjenstår", "3 av 5 bevist, 2 gjenstår"),
    ("remaining-summary", "da"): ("3 af 5 bevist, 0 mangler", "3 af 5 bevist, 1 mangler", "3 af 5 bevist, 2 mangler"),
    ("page-share", "en"): ("0 of 0 requirements", "0 of 1 requirement", "0 of 2 requirements"),
    ("page-share", "nb"): ("0 av 0 krav", "0 av 1 krav", "0 av 2 krav"),
    ("page-share", "da"): ("0 af 0 krav", "0 af 1 krav", "0 af 2 krav"),
    ("shapes-counted", "en"): ("0 shapes", "1 shape", "2 shapes"),
    ("shapes-counted", "nb"): ("0 former", "1 form", "2 former"),
    ("shapes-counted", "da"): ("0 former", "1 form", "2 former"),
    ("nodes-counted", "en"): ("0 nodes", "1 node", "2 nodes"),
    ("nodes-counted", "nb"): ("0 noder", "1 node", "2 noder"),
    ("nodes-counted", "da"): ("0 knuder", "1 knude", "2 knuder"),
    ("checks-counted", "en"): ("0 checks", "1 check", "2 checks"),
    ("checks-counted", "nb"): ("0 kontroller", "1 kontroll", "2 kontroller"),
    ("checks-counted", "da"): ("0 kontroller", "1 kontrol", "2 kontroller"),
    ("sparql-rows", "en"): ("0 rows in 0,1 s", "1 row in 0,1 s", "2 rows in 0,1 s"),
    ("sparql-rows", "nb"): ("0 rader på 0,1 s", "1 rad på 0,1 s", "2 rader på 0,1 s"),
    ("sparql-rows", "da"): ("0 rækker på 0,1 s", "1 række på 0,1 s", "2 rækker på 0,1 s"),
    ("mentions-counted", "en"): ("0 mentions", "1 mention", "2 mentions"),
    ("mentions-counted", "nb"): ("0 omtaler", "1 omtale", "2 omtaler"),
    ("mentions-counted", "da"): ("0 omtaler", "1 omtale", "2 omtaler"),
    ("figures-counted", "en"): ("0 figures", "1 figure", "2 figures"),
    ("figures-counted", "nb"): ("0 tall", "1 tall", "2 tall"),
    ("figures-counted", "da"): ("0 tal", "1 tal", "2 tal"),
    ("findings-counted", "en"): ("0 findings", "1 finding", "2 findings"),
    ("findings-counted", "nb"): ("0 funn", "1 funn", "2 funn"),
    ("findings-counted", "da"): ("0 fund", "1 fund", "2 fund"),
    ("share", "en"): ("dk-basis: 0 of 0 requirements", "dk-basis: 0 of 1 requirement", "dk-basis: 0 of 2 requirements"),
    ("share", "nb"): ("dk-basis: 0 av 0 krav", "dk-basis: 0 av 1 krav", "dk-basis: 0 av 2 krav"),
    ("share", "da"): ("dk-basis: 0 af 0 krav", "dk-basis: 0 af 1 krav", "dk-basis: 0 af 2 krav"),
}  # fmt: skip


def test_every_message_with_a_plural_is_right_for_none_one_and_two() -> None:
    """No reader is told of "1 merkeutgaver"; a new message with a plural needs a row above."""
    written = {
        (key, language): tuple(words.fill(key, **{**OTHERS, "count": count}) for count in range(3))
        for package in PACKAGES
        for language in LANGUAGES
        for words in [Words(language, package)]
        for key, entry in words.entries.items()
        if not isinstance(entry, str)
    }
    assert written == WRITTEN


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_with_words_is_among_those_tested(package: str) -> None:
    """Each has a file per language, and an entry with plurals has them in each."""
    present = {path.name for path in files("gppgraph").iterdir() if (path / "words").is_dir()}  # type: ignore[operator]
    assert {f"gppgraph.{name}" for name in present} == set(PACKAGES)
    counted = {
        language: {key: set(entry) for key, entry in Words(language, package).entries.items() if not isinstance(entry, str)}
        for language in LANGUAGES
    }  # fmt: skip
    assert counted["en"] == counted["nb"] == counted["da"]
    assert all(categories == set(PLURALS) for categories in counted["en"].values())


def test_each_language_chooses_its_plural() -> None:
    """A fraction under two is one in Danish only; these languages have no other categories."""
    amounts = [0, 1, 2, Decimal("0.5"), Decimal("1.5"), 21, 100]
    chosen = {language: [plural(amount, language) for amount in amounts] for language in LANGUAGES}
    others = ["other"] * 2
    assert chosen == {
        "en": ["other", "one", *["other"] * 5],
        "nb": ["other", "one", *["other"] * 5],
        "da": ["other", "one", "other", "one", "one", *others],
    }
    assert {category for entries in chosen.values() for category in entries} == set(PLURALS)


@pytest.mark.parametrize(
    ("value", "english", "norwegian", "danish"),
    [
        ("0.1", "0.1", "0,1", "0,1"),
        ("1000", "1000", "1000", "1000"),
        ("0.00001", "0.00001", "0,00001", "0,00001"),
        ("-3.5", "-3.5", "-3,5", "-3,5"),
    ],
)
def test_a_figure_has_the_decimal_sign_of_the_language(
    value: str, english: str, norwegian: str, danish: str
) -> None:
    """Thousands are not divided: 1.000 is a thousand in Danish and one in English."""
    written = [number(Decimal(value), language) for language in LANGUAGES]
    assert written == [english, norwegian, danish]


def test_a_count_is_divided_and_a_day_is_in_words() -> None:
    """As printed matter in the language does it."""
    assert [number(100000, language, grouped=True) for language in LANGUAGES] == [
        "100,000", "100\u00a0000", "100.000",
    ]  # fmt: skip
    assert [day(date(2026, 7, 1), language) for language in LANGUAGES] == [
        "1 July 2026", "1. juli 2026", "1. juli 2026",
    ]  # fmt: skip
