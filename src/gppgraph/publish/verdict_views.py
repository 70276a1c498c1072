"""The verdicts on pages of requirements, sets, label editions and pairs."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from ..languages import Words
from ..spelling import natural
from ..terms import expand, iri, slug
from ..verdicts.five_lines import FiveLines, Teller, rows_of
from ..verdicts.satisfy import Outcome, Verdict
from . import constraints, pairs
from .pagecontext import Page
from .site_names import SiteNames
from .statements import Statements
from .views import ReadingPlace, places

_RANK = {word: place for place, word in enumerate(pairs.LETTERS)}
# Verdicts where nothing is required, or only of other goods.
_NOTHING = frozenset(["not-applicable", "not-specified", "not-covered"])
# Verdicts with the number of times that each occurs, in the order of pages.
Tally = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A label edition in the table of a requirement.

    ``counts`` has the number of product types by verdict.
    """

    edition: str
    counts: Tally
    admission: str


@dataclass(frozen=True, slots=True)
class VerdictTable:
    """The verdicts on a requirement by edition.

    ``others`` are editions that do not certify such products.
    """

    rows: list[EditionRow]
    others: list[str]


def verdict_table(page: Page, requirement: str) -> VerdictTable | None:
    """Return the verdicts on a requirement by edition.

    The result is ``None`` if the requirement demands nothing of any product type.
    """
    name = slug(requirement)
    by_edition = {edition: page.site.pairs.get((name, edition), []) for edition in page.site.editions}
    products = {
        entry.product
        for entries in by_edition.values()
        for entry in entries
        if entry.verdict not in ("not-applicable", "not-specified")
    }
    if not products:
        return None
    rows, others = [], []
    for edition, entries in by_edition.items():
        cells = {entry.product: entry.verdict for entry in entries if entry.product in products}
        if set(cells.values()) <= {"not-covered"}:
            others.append(edition)
        else:
            rows.append(EditionRow(edition, _tally([*cells.values()]), entries[0].admission))
    return VerdictTable(rows, others)


def merged(verdicts: list[Verdict]) -> list[tuple[str, list[str]]]:
    """Return each verdict with its product types.

    For example ``[("satisfies", ["notebook-computer", "tablet"])]``.
    """
    products: dict[str, list[str]] = {}
    for entry in verdicts:
        products.setdefault(entry.verdict, []).append(entry.product)
    return sorted(products.items(), key=lambda item: _RANK[item[0]])


def _best(verdicts: list[Verdict]) -> str:
    return min((entry.verdict for entry in verdicts), key=_RANK.__getitem__)


def _tally(words: list[str]) -> Tally:
    return [(word, words.count(word)) for word in _RANK if word in words]


@dataclass(frozen=True, slots=True)
class EditionTally:
    """The verdicts of a label edition on the requirements of a set."""

    edition: str
    counts: Tally


def set_rows(page: Page, owner: str) -> list[EditionTally]:
    """Return the verdicts of each label edition on the requirements of a set."""
    requirements = {slug(entry) for entry in page.site.statements.sources(owner, "cccev:isDerivedFrom")}
    best: dict[str, list[str]] = {}
    for (requirement, edition), verdicts in page.site.pairs.items():
        if requirement in requirements:
            best.setdefault(edition, []).append(_best(verdicts))
    rows = [
        EditionTally(edition, _tally([word for word in words if word not in _NOTHING]))
        for edition, words in best.items()
        if set(words) - _NOTHING
    ]
    return sorted(rows, key=lambda row: natural(row.edition))


@dataclass(frozen=True, slots=True)
class RequirementVerdict:
    """The best verdict of a label edition on a requirement.

    ``path`` is the page that explains it.
    """

    iri: str
    path: str
    verdict: str


@dataclass(frozen=True, slots=True)
class SetTally:
    """The verdicts of a label edition on a set, counted and by level."""

    set: str
    counts: Tally
    levels: list[tuple[str | None, list[RequirementVerdict]]]


def label_rows(page: Page, edition: str) -> list[SetTally]:
    """Return the best verdicts of a label edition, by set and level."""
    name, statements = slug(edition), page.site.statements
    sets: dict[str, dict[str | None, list[RequirementVerdict]]] = {}
    for (requirement, other), verdicts in page.site.pairs.items():
        thing = page.site.statements.find("req", requirement)
        if other != name or (verdict := _best(verdicts)) in _NOTHING:
            continue
        owner = statements.one(thing, "cccev:isDerivedFrom") or ""
        row = RequirementVerdict(thing, f"derived/verdict/{requirement}", verdict)
        levels = sets.setdefault(owner, {})
        levels.setdefault(statements.one(thing, "gpp:ambitionLevel"), []).append(row)
    return [
        SetTally(
            owner,
            _tally([row.verdict for rows in levels.values() for row in rows]),
            [
                (level, sorted(rows, key=lambda row: natural(row.iri)))
                for level, rows in sorted(levels.items(), key=lambda item: item[0] or "")
            ],
        )
        for owner, levels in sorted(sets.items())
    ]


@dataclass(frozen=True, slots=True)
class StepView:
    """A constraint and the label criterion that was compared with it.

    ``why`` has the reasons of the outcome.
    """

    outcome: Outcome
    asked: str
    given: str | None
    text: Markup
    required: str
    offered: str
    unit: str
    why: list[Markup]
    offered_at: list[ReadingPlace]
    notes: list[Markup]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A verdict that several product types share, told in lines.

    ``steps`` are the numbers of its steps on the page, each with the word of its outcome.
    """

    verdict: Verdict
    products: tuple[str, ...]
    lines: FiveLines
    steps: list[tuple[int, str]]


@dataclass(slots=True)
class Steps:
    """The distinct steps of a page, numbered from 1."""

    page: Page
    views: list[StepView] = field(default_factory=list)
    _numbers: dict[tuple[object, ...], int] = field(default_factory=dict)

    def number(self, outcome: Outcome) -> tuple[int, str]:
        """Return the number of the step with an outcome, and the word of the outcome."""
        step = _step(self.page, outcome)
        shown = (outcome.outcome, outcome.confidence, outcome.margin, step.asked, step.given, step.text)
        key = (*shown, step.required, step.offered, step.unit, *step.why)
        if key not in self._numbers:
            self.views.append(step)
            self._numbers[key] = len(self.views)
        return self._numbers[key], outcome.outcome


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A statement of a source that an edition is accepted for a requirement.

    ``places`` are those where it was read.
    """

    iri: str
    places: list[ReadingPlace]


@dataclass(frozen=True, slots=True)
class PairView:
    """The proof that one label edition gives of one requirement."""

    edition: str
    words: Words
    cases: list[CaseView]
    summary: list[tuple[str, list[str]]]
    first: Verdict | None
    certificate: pairs.CertificateDays
    accepted: list[Acceptance]


def pair(page: Page, requirement: str, edition: str, steps: Steps) -> PairView:
    """Return the proof that a label edition gives of a requirement, both by slug."""
    statements = page.site.statements
    verdicts = page.site.pairs.get((requirement, edition), [])
    teller = Teller(SiteNames(statements, page.language), page.language, None)
    read = page.site.cases
    thing, label = page.site.statements.find("req", requirement), page.site.statements.find("label", edition)
    return PairView(
        edition=label,
        words=teller.words,
        cases=[
            CaseView(
                case.verdict,
                case.products,
                teller.tell(
                    case.verdict,
                    rows_of(read, case.verdict),
                    case.products,
                ),
                [steps.number(step) for step in case.verdict.constraints],
            )
            for case in pairs.cases(verdicts, read)
        ],
        summary=merged(verdicts),
        first=verdicts[0] if verdicts else None,
        certificate=pairs.certificate_days(statements, label),
        accepted=[
            Acceptance(acceptance, places(page, acceptance))
            for acceptance in _acceptances(statements, label)
            if thing in statements.values(acceptance, "gpp:aboutRequirement")
        ],
    )


@dataclass(frozen=True, slots=True)
class VerdictsView:
    """The verdicts of label editions on a requirement.

    ``told`` are the editions that speak about it, the newest first, ``steps`` the steps of all of them. ``others``
    are those that certify no such products, or of which nothing is required, for example
    ``[("blue-angel-2022", [("not-covered", ["tablet"])])]``.
    """

    told: list[PairView]
    others: list[tuple[str, list[tuple[str, list[str]]]]]
    steps: list[StepView]


def verdicts_on(page: Page, requirement: str) -> VerdictsView:
    """Return the verdicts of all label editions on a requirement, by slug."""
    site, steps = page.site, Steps(page)
    speaking, others = [], []
    for entry in pairs.edition_days(site.statements, site.editions):
        verdicts = site.pairs.get((requirement, entry.edition), [])
        if {verdict.verdict for verdict in verdicts} - _NOTHING:
            speaking.append(pair(page, requirement, entry.edition, steps))
        elif verdicts:
            others.append((entry.edition, merged(verdicts)))
    return VerdictsView(speaking, others, steps.views)


def requirement_crumbs(page: Page, requirement: str) -> list[Markup]:
    """Return the way from the front page to a requirement."""
    statements = page.site.statements
    return [
        page.link_to("index", page.words["menu-matrix"]),
        *map(page.link, statements.values(requirement, "cccev:isDerivedFrom")),
        *map(page.link, statements.values(requirement, "gpp:ambitionLevel")),
        page.link(requirement, page.code(requirement)),
    ]


def _acceptances(statements: Statements, label: str) -> list[str]:
    """Return the statements about a label edition.

    They name it, or its scheme and no edition.
    """
    schemes = statements.values(label, "dcat:isVersionOf")
    of_schemes = [entry for scheme in schemes for entry in statements.sources(scheme, "gpp:aboutScheme")]
    of_all = [entry for entry in of_schemes if not statements.values(entry, "gpp:aboutEdition")]
    return [*statements.sources(label, "gpp:aboutEdition"), *of_all]


def _step(page: Page, outcome: Outcome) -> StepView:
    statements = page.site.statements
    asked = page.site.statements.find("req", outcome.constraint)
    criterion = (
        page.site.statements.find("crit", outcome.label_criterion) if outcome.label_criterion else None
    )
    return StepView(
        outcome=outcome,
        asked=asked,
        given=criterion,
        text=page.text(asked, "dcterms:description"),
        required=constraints.describe(statements, page.words, asked),
        offered=constraints.describe(statements, page.words, criterion) if criterion else "",
        unit=statements.units.heading(_unit(outcome.unit), page.language) if outcome.unit else "",
        why=_reasons(page, outcome, asked),
        offered_at=places(page, criterion) if criterion else [],
        notes=page.texts(criterion, "gpp:editorialNote") if criterion else [],
    )


def _reasons(page: Page, outcome: Outcome, asked: str) -> list[Markup]:
    statements = page.site.statements
    reasons = [page.text(iri("outcome", outcome.outcome), "gpp:reason")]
    if outcome.label_criterion is None and outcome.outcome == "silent":
        reasons.append(page.marked(page.words["silent-complete"]))
    relations = [page.text(iri("gpp", name), "gpp:reason") for name in pairs.shortfalls(statements, outcome)]
    return [*reasons, *filter(None, relations)]


def _unit(name: str) -> str:
    return expand(name) if ":" in name else iri("uom", name)
