"""What law gives, held against verdicts that were read in the texts of the acts, one by one."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import gppgraph
from gppgraph.graph import Graph
from gppgraph.verdicts.law import LawOutcome, LawVerdict
from places import ROOT, TESTS

EXPECTED = TESTS / "verdicts" / "law_expected.csv"
SHARED = ROOT.parent / "shared" / "reference"
DAYS = ("2024-06-01", "2026-12-01", "2027-06-01")

# Entries that the computed answer does not bear out, and why it is right not to: (list, requirements, products, days) by
# regular expression. A list of the second kind says "silent" of its own acts only.
DIFFERENCES = {
    "the demand was not read: its threshold stands in an annex that was not found, so nothing is compared": (
        ("products", r"\.TS1[123]$", "", ""),
        ("products", r"\.avansert\.NO-KV-05$", "", ""),
    ),
    "limits of energy are formulas, which are not compared; that none leaves a margin is no fact of the record": (
        ("products", r"\.AC5$", "", ""),
    ),
    "the list of product law leaves the law on waste and on due diligence to the other list": (
        ("products", r"\.(TS23|CPC2|NO-KV-14|NO-KV-12(\.tablet)?)$", "", ""),
    ),
    "a part is said in words only": (
        ("products", r"\.NO-KV-06(\.tablet)?$", "", ""),
        ("products", r"^dk-csr-annex-2023\.3\.5$", "", ""),
    ),
    "law on new goods is weaker for other goods, which is more than silence": (
        ("products", r"\.(TS25|AC11|AC12)$", "", ""),
    ),
    "a demand to obey law is met by law, whichever file tells of the act": (
        ("other", r"\.NO-KV-08(\.tablet)?\.c4$", "", ""),
    ),
    "Annex VII leaves preparing for reuse out, which the criterion does not, and the day of Article 8(1) is recalled": (
        ("other", r"\.TS23\.c[89]$", "", ""),
    ),
    "from which day the Norwegian wording holds is not on record": (("other", r"\.NO-KV-14\.c6$", "", ""),),
}


# Where a part was read as given, and why no part is said: (requirements, product types).
PARTS_NOT_SAID = {
    "the list of components names none for these types": (r"\.TS[24]$", r"^(two-in-one|mobile)-"),
    "a port that charges is no part of a port for data": (r"\.TS14$", ""),
    "the figures differ in kind, not in number": (r"\.(TS10|AC4|NO-KV-09)$", ""),
}


class Case(NamedTuple):
    """One expected verdict on a requirement, or on a constraint of it, for a product type on a day."""

    kind: str
    name: str
    product: str
    units: str
    partly: str
    day: str
    word: str


def cases() -> Iterator[Case]:
    """Yield the expected verdicts, one per requirement, product type and day."""
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for name in row["requirements"].split():
                for day in filter(row.get, DAYS):
                    case = Case(row["list"], name, "", row["units"], row["partly"], day, row[day])
                    yield from (case._replace(name=one, product=product) for one, product in meant(case, row))


def meant(case: Case, row: dict[str, str]) -> list[tuple[str, str]]:
    """Return the requirements and product types that a row means; some rows mean every one that there is."""
    if row["products"] != "every":
        return [(case.name, product) for product in row["products"].split()]
    found = by_law(case.kind, case.day, case.units)
    return [
        key
        for key, verdict in found.items()
        if (
            key[0] == case.name
            or (key[0].startswith(case.name.removesuffix("*")) and case.name.endswith("*"))
        )
        and verdict.verdict != "not-applicable"
    ]


@cache
def graph() -> Graph:
    """Return the shipped graph."""
    return gppgraph.load()


@cache
def by_law(kind: str, day: str, units: str) -> dict[tuple[str, str], LawVerdict]:
    """Return what law gives on a day, by requirement and product type."""
    place = "eu" if kind == "products" else None
    found = graph().law(as_of=day, jurisdiction=place, units=units or None)
    return {(entry.requirement, entry.product): entry for entry in found}


def computed(case: Case) -> tuple[LawVerdict | None, LawOutcome | None]:
    """Return the computed verdict of a case, and the outcome if the case is about a constraint."""
    found = by_law(case.kind, case.day, case.units)
    whole = re.sub(r"\.[cr]\d+$", "", case.name)
    verdict = found.get((whole, case.product))
    asked = verdict.constraints if verdict and whole != case.name else ()
    part = next((entry for entry in asked if entry.constraint == case.name), None)
    return verdict, part


def agrees(case: Case, verdict: LawVerdict, part: LawOutcome | None) -> bool:
    """Return whether a computed answer bears out an expected one."""
    if part is not None:
        return {
            "yes": part.outcome == "met",
            "no": part.outcome != "met",
            "silent": part.outcome not in ("met", "in-part"),
            "unclear": part.outcome != "met",
        }[case.word]
    asked = verdict.verdict not in ("not-specified", "not-applicable")
    if case.kind == "other":  # its silence is that of its own acts
        return {
            "yes": verdict.at_least == "all",
            "no": verdict.at_least != "all",
            "silent": verdict.at_least == "none" or bool(verdict.acts),
            "unclear": verdict.at_least != "all" or verdict.obeys > 0,
        }[case.word]
    return {
        "yes": verdict.at_least == "all",
        "no": verdict.at_most != "all",
        "silent": verdict.at_most == "none" or verdict.verdict in ("silent", "out-of-reach"),
        "unclear": asked and verdict.at_least == "none" and verdict.at_most == "all",
        "not-applicable": verdict.verdict == "not-applicable",
        "not-specified": verdict.verdict == "not-specified",
    }[case.word]


def justified(case: Case) -> str | None:
    """Return why a difference is right, if it is known."""
    for reason, places in DIFFERENCES.items():
        for kind, name, product, day in places:
            if (
                kind == case.kind
                and re.search(name, case.name)
                and re.search(product, case.product)
                and re.search(day, case.day)
            ):
                return reason
    return None


@pytest.mark.slow
def test_what_law_gives_is_what_was_read_in_the_acts() -> None:
    """Every expected verdict is borne out, or its difference has a reason."""
    wrong = []
    for case in cases():
        verdict, part = computed(case)
        if re.search(r"\.r\d+$", case.name):  # advice asks nothing
            continue
        if (verdict is None or not agrees(case, verdict, part)) and justified(case) is None:
            told = verdict and (verdict.verdict, verdict.at_least, verdict.at_most, part and part.outcome)
            wrong.append((*case, told))
    assert wrong == []


@pytest.mark.slow
def test_each_reason_for_a_difference_is_needed() -> None:
    """A difference that is none any more leaves the list."""
    used = {
        justified(case)
        for case in cases()
        if not re.search(r"\.r\d+$", case.name)
        for verdict, part in [computed(case)]
        if verdict is None or not agrees(case, verdict, part)
    }
    assert used == {*DIFFERENCES}


@pytest.mark.slow
def test_no_more_is_given_than_was_read() -> None:
    """A wrong "satisfies" costs a contract: each is expected, a demand to obey law aside."""
    expected = {case[1:4] + case[5:6] for case in cases() if case.word == "yes"}
    for day in DAYS:
        for units in ("", "slate-tablet"):
            for (name, product), verdict in by_law("products", day, units).items():
                if verdict.at_least == "all" and not verdict.obeys:
                    assert {(name, product, given, day) for given in ("", "slate-tablet")} & expected


@pytest.mark.slow
def test_parts_that_were_read_as_given_are_given() -> None:
    """A part is worth saying: the display of a phone, seven years, say."""
    missing = [
        (case, verdict.verdict)
        for case in cases()
        if (case.partly == "yes" and case.word == "no") or (case.partly == "2027" and case.day == DAYS[2])
        for verdict in [by_law("products", case.day, case.units)[case.name, case.product]]
        if verdict.at_least != "part"
        and not any(
            re.search(name, case.name) and re.search(product, case.product)
            for name, product in PARTS_NOT_SAID.values()
        )
    ]
    assert missing == []


def test_the_expected_verdicts_are_those_of_the_reading() -> None:
    """The frozen table is the reading, entry by entry."""
    if not SHARED.is_dir():
        pytest.skip("the reading itself, ../shared/reference/law-*.yaml, is not at hand")
    yaml = pytest.importorskip("yaml")
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for kind, file in (("products", "law-products"), ("other", "law-other")):
        read = yaml.safe_load(Path(SHARED, f"{file}.yaml").read_text(encoding="utf-8"))["proves"]
        frozen = [row for row in rows if row["list"] == kind]
        assert len(frozen) == len(read)
        for row, entry in zip(frozen, read, strict=True):
            names = entry.get("requirements") or [entry["requirement"]]
            assert row["requirements"].split() == names
            words = entry["verdict"] if isinstance(entry["verdict"], dict) else {DAYS[1]: entry["verdict"]}
            assert {day: row[day] for day in words} == words
