"""What a constraint asks for as one line in the reader's language."""

from __future__ import annotations

from ..terms import slug
from ..verdicts.wording import OPERATORS, UNITS, number
from .site_words import Words
from .world import World

SCOPE = ("periodStart", "reaches", "partMassOver", "exempts", "onlyIf", "testMethod", "scopeUnknown")
_SIGNS = {name: sign for name, sign in OPERATORS.items() if not sign.isascii() or sign in "<>"}


def describe(world: World, words: Words, constraint: str) -> str:
    """Return what a constraint asks for; alternatives are joined by "or", figures by "with"."""
    alternatives = world.values(constraint, "gpp:hasAlternative") or [constraint]
    lines = []
    for alternative in alternatives:
        figures = [_figure(world, words, alternative)]
        figures += [_figure(world, words, facet) for facet in world.values(alternative, "gpp:hasFacet")]
        lines.append(f" {words['with']} ".join(filter(None, figures)))
    return f" {words['or']} ".join(filter(None, lines))


def _names(world: World, words: Words, things: list[str]) -> str:
    return ", ".join(world.label(thing, words.language)[0] for thing in things)


def _figure(world: World, words: Words, node: str) -> str:
    concept, operator = world.one(node, "cccev:constrains"), world.one(node, "gpp:operator")
    parts = [world.label(concept, words.language)[0] + ":"] if concept else []
    state = world.one(node, "gpp:valueState")
    value = quantity(world, words, node)
    name = slug(operator) if operator else ""
    if state:
        shown = f"({world.label(state, words.language)[0]})"
        parts.append(f"{_SIGNS.get(name, '')} {shown}".strip() if value is None else shown)
    elif operator:
        parts.append(_SIGNS.get(name) or words.get(f"op-{name}", OPERATORS.get(name, name)))
    if value:
        parts.append(value)
    for scope in SCOPE:
        found = world.values(node, f"gpp:{scope}")
        if found and scope == "partMassOver":
            parts.append(words.fill("scope-partMassOver", mass=number(found[0])))
        elif found:
            parts.append(f"{words[f'scope-{scope}']} {_names(world, words, found)}")
    return " ".join(filter(None, parts)) if concept or value else ""


def quantity(world: World, words: Words, node: str) -> str | None:
    """Return the value that a node states, as it is printed, with its unit."""
    printed = world.one(node, "gpp:printedValue")
    if printed is not None:
        unit = world.one(node, "gpp:printedUnit")
        return f"{number(printed)} {unit_name(world, words, unit, number(printed) == '1')}".strip()
    if ranked := world.values(node, "gpp:printedRank"):
        return _names(world, words, ranked)
    members = world.values(node, "gpp:member")
    return _names(world, words, members) if members else None


def unit_name(world: World, words: Words, unit: str | None, single: bool = False) -> str:
    """Return what a unit is called, after one or after many."""
    if unit is None:
        return ""
    name = slug(unit).removeprefix("unit:")
    if found := words.get(f"unit-{name}-one" if single else "") or words.get(f"unit-{name}"):
        return found
    label = world.label(unit, words.language)[0]
    return UNITS.get(name, name.replace("-", " ")) if label == slug(unit) else label


def owner_of(world: World, node: str) -> str | None:
    """Return the requirement, criterion or legal requirement that a constraint, alternative or facet belongs to."""
    for _ in range(4):
        above = world.sources(
            node, "cccev:hasRequirement", "gpp:hasAlternative", "gpp:hasFacet", "gpp:hasRecommendation"
        )
        if not above:
            return None
        node = above[0]
        if world.one(node, "cccev:isDerivedFrom"):
            return node
    return None
