"""Demands of requirements on products, read from the graph.

A requirement holds where all its constraints do, a constraint where one of its alternatives does, and an
alternative where all its figures do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from ..build.parts import open_parts, part_names
from ..catalogue.query import text_of
from ..errors import InputError
from ..rdf.rows import Row
from ..rdf.store import Queried, select
from ..spelling import natural
from ..terms import slug
from ..verdicts.question import Question, question

if TYPE_CHECKING:
    from ..dataset import Dataset

NUMERIC = ("at-least", "more-than", "at-most", "less-than")
LISTS = ("all-of", "conforms-to", "one-of")


class DemandedFigure(NamedTuple):
    """One figure of a measurement, by short names of the graph.

    ``beside`` is the property of the main figure where this one is a further figure of its measurement.
    ``value`` is in ``unit``, the unit in which the property is compared; ``None`` where it is not known.
    ``members`` has, for each member demanded, the names that give it.
    """

    concept: str
    operator: str | None
    value: float | None = None
    unit: str | None = None
    beside: str | None = None
    members: tuple[frozenset[str], ...] = ()

    @property
    def column(self) -> str:
        """The beginning of the names of its columns."""
        return f"{self.beside}__facet__{self.concept}" if self.beside else self.concept


class Start(NamedTuple):
    """From when a period must run.

    ``covering`` are the starts that reach at least as far, ``covered`` those that it reaches at least as far as.
    Where the demand states none, it is that of purchase, and evidence need not state one either.
    """

    stated: bool
    covering: frozenset[str]
    covered: frozenset[str]


class Alternative(NamedTuple):
    """One way to meet a constraint.

    ``reaches`` has, for each component that the demand looks at, the components that include it.
    ``formulas`` are those that keep a figure within the demanded one. ``open`` are dimensions of scope that no
    evidence on a product speaks to, ``narrowed`` those by which the demand leaves some products out.
    """

    name: str
    figures: tuple[DemandedFigure, ...]
    reaches: tuple[frozenset[str], ...] = ()
    start: Start = Start(False, frozenset(), frozenset())
    formulas: frozenset[str] = frozenset()
    open: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()


class Constraint(NamedTuple):
    """A part of a requirement; without alternatives it is not formalised."""

    name: str
    products: frozenset[str]
    alternatives: tuple[Alternative, ...]


class Band(NamedTuple):
    """A band of an award criterion; an end of ``None`` is open."""

    lower: float | None
    lower_inclusive: bool
    upper: float | None
    upper_inclusive: bool
    share: float


class DemandedRequirement(NamedTuple):
    """One requirement.

    ``formalised`` is false where its text demands more than its constraints say.
    """

    requirement: str
    set: str
    code: str | None
    level: str | None
    products: frozenset[str]
    states: frozenset[str]
    formalised: bool
    constraints: tuple[Constraint, ...]
    bands: tuple[Band, ...] = ()


class Demands(NamedTuple):
    """The requirements of a question, and every product type at the end of the tree."""

    requirements: tuple[DemandedRequirement, ...]
    leaves: frozenset[str]


def read_demands(dataset: Dataset, ask: Question) -> Demands:
    """Return the demands of a question, with the buyer's values put in.

    Raises:
        InputError: a buyer value has no parameter in these requirements, or lies below its floor.
    """
    rows = _Rows(dataset, ask)
    wanted = set(ask.products)
    demands = [entry for entry in _demands(rows, ask) if entry.products & {slug(name) for name in wanted}]
    leaves = frozenset(slug(leaf) for leaves in dataset.register.leaves.values() for leaf in leaves)
    return Demands(tuple(sorted(demands, key=lambda entry: natural(entry.requirement))), leaves)


class _Rows:
    """The rows of the queries on demands, by requirement."""

    def __init__(self, dataset: Dataset, ask: Question) -> None:
        store = _store(dataset, ask)
        self.of = self._read(store, "demanded-of", ask)
        self.figures = self._read(store, "demanded-figures", ask)
        self.members = self._read(store, "demanded-members", ask)
        self.scope = self._read(store, "demanded-scope", ask)
        self.bands = self._read(store, "demanded-bands", ask)

    @staticmethod
    def _read(store: Queried, query: str, ask: Question) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for edition in ask.sets:
            for row in select(store, text_of(query), {"set": ox.NamedNode(edition)}):
                if not ask.requirements or row.iri("requirement") in ask.requirements:
                    found[row.iri("requirement")].append(row)
        return found


def _store(dataset: Dataset, ask: Question) -> Queried:
    """Return a store with the codes and the statements of the sets asked about."""
    if dataset.endpoint:
        return dataset.engine
    codes = [name for name in part_names(dataset.folder, "asserted") if name.startswith("asserted/codes-")]
    graphs = [graph for edition in ask.sets for graph in dataset.register.homes.get(edition, ())]
    parts = [
        *codes,
        *(f"asserted/{name}" for name in graphs),
        *(f"derived/{slug(name)}" for name in ask.sets),
    ]
    return dataset.guarded(open_parts(dataset.folder, dict.fromkeys([*parts, "derived/common"])))


def _demands(rows: _Rows, ask: Question) -> Iterator[DemandedRequirement]:
    values = _buyer_values(rows, ask)
    for requirement, applies in rows.of.items():
        first = applies[0]
        if ask.levels and first.iri_or_none("level") not in ask.levels:
            continue
        of_constraints: dict[str, set[str]] = defaultdict(set)
        for row in applies:
            of_constraints[row.iri_or_none("constraint") or requirement].add(row.slug("product"))
        states = frozenset(row.slug("state") for row in applies)
        if ask.state is not None and slug(ask.state) not in states:
            continue
        constraints = tuple(_constraints(requirement, rows, values, of_constraints))
        yield DemandedRequirement(
            requirement=slug(requirement),
            set=first.slug("set"),
            code=first.text_or_none("code"),
            level=first.slug_or_none("level"),
            products=frozenset(of_constraints[requirement]),
            states=states,
            formalised=first.flag("formalised") and bool(constraints),
            constraints=constraints,
            bands=tuple(map(_band, rows.bands.get(requirement, ()))),
        )


def _constraints(
    requirement: str, rows: _Rows, values: Mapping[str, float], products: Mapping[str, set[str]]
) -> Iterator[Constraint]:
    by_constraint: dict[str, list[Row]] = defaultdict(list)
    for row in rows.figures.get(requirement, ()):
        by_constraint[row.iri("constraint")].append(row)
    members: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows.members.get(requirement, ()):
        members[row.iri("figure")][row.iri("member")].add(row.slug("giver"))
    scope: dict[str, list[Row]] = defaultdict(list)
    for row in rows.scope.get(requirement, ()):
        scope[row.iri("alternative")].append(row)
    for constraint, figures in sorted(by_constraint.items(), key=lambda entry: natural(entry[0])):
        by_alternative: dict[str, list[Row]] = defaultdict(list)
        for row in figures:
            if row["alternative"] is not None:
                by_alternative[row.iri("alternative")].append(row)
        yield Constraint(
            slug(constraint),
            frozenset(products.get(constraint, ())),
            tuple(
                _alternative(name, entries, values, members, scope.get(name, ()))
                for name, entries in sorted(by_alternative.items(), key=lambda entry: natural(entry[0]))
            ),
        )


def _alternative(
    name: str,
    rows: Sequence[Row],
    values: Mapping[str, float],
    members: Mapping[str, Mapping[str, set[str]]],
    scope: Iterable[Row],
) -> Alternative:
    main = next((row.slug_or_none("concept") for row in rows if row.iri("figure") == name), None)
    figures = []
    for row in sorted(rows, key=lambda entry: (entry.iri("figure") != name, entry.iri("figure"))):
        figure, concept = row.iri("figure"), row.slug_or_none("concept")
        if concept is None:
            continue
        number = row.number_or_none("value")
        given = members.get(figure, {})
        figures.append(
            DemandedFigure(
                concept,
                row.slug_or_none("operator"),
                values.get(figure, None if number is None else float(number)),
                row.slug_or_none("unit"),
                None if figure == name else main,
                tuple(frozenset(names) for _, names in sorted(given.items())),
            )
        )
    return _scoped(Alternative(slug(name), tuple(figures)), list(scope))


def _scoped(alternative: Alternative, rows: Sequence[Row]) -> Alternative:
    def givers(side: str) -> dict[str | None, set[str]]:
        found: dict[str | None, set[str]] = defaultdict(set)
        for row in rows:
            if row.text("side") == side:
                found[row.iri_or_none("thing")].add(row.slug("giver"))
        return found

    def all_givers(side: str) -> frozenset[str]:
        return frozenset().union(*givers(side).values())

    def dimensions(side: str) -> tuple[str, ...]:
        return tuple(sorted({row.slug("dimension") for row in rows if row.text("side") == side}))

    stated = bool(givers("start"))
    ending = "" if stated else "-unstated"
    return alternative._replace(
        reaches=tuple(frozenset(names) for _, names in sorted(givers("reach").items(), key=str)),
        start=Start(stated, all_givers(f"start{ending}"), all_givers(f"later{ending}")),
        formulas=all_givers("formula"),
        open=dimensions("both"),
        narrowed=dimensions("refutation"),
    )


def _band(row: Row) -> Band:
    lower, upper = row.number_or_none("lower"), row.number_or_none("upper")
    return Band(
        None if lower is None else float(lower),
        row["lowerInclusive"] is not None and row.flag("lowerInclusive"),
        None if upper is None else float(upper),
        row["upperInclusive"] is not None and row.flag("upperInclusive"),
        float(row.number("share")),
    )


def _buyer_values(rows: _Rows, ask: Question) -> dict[str, float]:
    """Return the buyer's value of each figure with a parameter, in comparable units."""
    with_parameter = [
        row for entries in rows.figures.values() for row in entries if row["parameter"] is not None
    ]
    result: dict[str, float] = {}
    for name, value in ask.values.items():
        asked = [row for row in with_parameter if row.text("parameter") == name]
        if not asked:
            names = ", ".join(sorted({row.text("parameter") for row in with_parameter})) or "none"
            raise InputError(f'no requirement asked about has a buyer value "{name}"; there are: {names}.')
        for row in asked:
            comparable, floor = value * row.number("factor"), row.number_or_none("value")
            if floor is not None and comparable < floor:
                raise InputError(
                    f"{name}={value} is below the least value the source allows for "
                    f"{row.slug('constraint')}: {_printed(floor / row.number('factor'))}."
                )
            result[row.iri("figure")] = float(comparable)
    return result


def _printed(number: Decimal) -> str:
    return f"{number.normalize():f}"


def ask_demands(dataset: Dataset, **options: object) -> Demands:
    """Return the demands of options as ``question`` takes them."""
    return read_demands(dataset, question(dataset.register, **options))  # type: ignore[arg-type]
