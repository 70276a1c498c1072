"""The options of a question about verdicts, resolved from names to IRIs."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ..build.register import Register
from ..errors import InputError
from ..terms import slug
from ..values import parse_day, parse_number


class Question(NamedTuple):
    """The options of ``satisfy`` as IRIs.

    Without ``state`` each requirement is asked about new goods, or about those in the state that it is for.
    Without product types it is asked about those that its set concerns; ``concerned`` has these by set.
    """

    requirements: tuple[str, ...]
    sets: tuple[str, ...]
    levels: tuple[str, ...]
    editions: tuple[str, ...]
    products: tuple[str, ...]
    state: str | None
    day: date
    verdicts: tuple[str, ...]
    values: dict[str, Decimal]
    concerned: Mapping[str, frozenset[str]] = {}


def question(
    register: Register,
    *,
    requirement: str | Sequence[str] = (),
    set: str | Sequence[str] = (),
    level: str | None = None,
    label: str | Sequence[str] = (),
    product: str | Sequence[str] = (),
    state: str | None = None,
    as_of: date | str | None = None,
    verdict: str | Sequence[str] = (),
    values: dict[str, Any] | None = None,
) -> Question:
    """Return the options with every name resolved in the register.

    A name that stands for several label editions or product types stands for all of them.

    Raises:
        UnknownNameError: a name stands for nothing; the message has near matches.
        InputError: a day or a buyer value is not of its form.
    """
    requirements = tuple(register.resolve("requirement", name) for name in _many(requirement))
    sets = [register.resolve("set", name) for name in _many(set)]
    for entry in requirements:
        owner = _owner(register, entry)
        if owner not in sets:
            sets.append(owner)
    for entry in sets:
        if not any(other.startswith(f"{slug(entry)}.") for other in register.names["requirement"]):
            raise InputError(
                f"{slug(entry)}: the graph knows this set by name and holds no requirement of it."
            )
    sets = sets or sorted(register.names["set"].values())
    products = [entry for name in _many(product) for entry in register.resolve_all("product", name)]
    leaves = [leaf for entry in products for leaf in register.leaves[entry]]
    concerned = {} if products else {entry: frozenset(register.concerned_by(entry)) for entry in sets}
    return Question(
        requirements=requirements,
        sets=tuple(sets),
        levels=tuple(register.resolve_level(level, sets)) if level is not None else (),
        editions=tuple(
            dict.fromkeys(entry for name in _many(label) for entry in register.resolve_all("edition", name))
        )
        or tuple(sorted(register.names["edition"].values())),
        products=tuple(dict.fromkeys(leaves)) or tuple(sorted(frozenset().union(*concerned.values()))),
        state=register.resolve("state", state) if state is not None else None,
        day=parse_day(as_of),
        verdicts=tuple(register.resolve("verdict", name) for name in _many(verdict)),
        values={name: parse_number(name, value) for name, value in (values or {}).items()},
        concerned=concerned,
    )


def _many(names: str | Sequence[str]) -> Sequence[str]:
    return [names] if isinstance(names, str) else names


def _owner(register: Register, requirement: str) -> str:
    """Return the set of a requirement.

    It is the set with the longest slug that the slug of the requirement begins with.
    """
    name = slug(requirement)
    owners = [entry for entry in register.names["set"] if name.startswith(entry + ".")]
    return register.names["set"][max(owners, key=len)]
