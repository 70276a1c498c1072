"""Which values of a file are its defaults: said once, at the top, instead of at every node."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from .form import NESTED, SECTIONS

Node = dict[str, Any]
# At least so many nodes must share a value, and so many more than take it back.
_SHARED = 3
_GROUPS = 8
# Keys whose value decides what else goes without saying.
_CONDITIONS = ("status", "evidence", "type")
# What differs from node to node, or is to be read at the node itself.
_NEVER = frozenset({"description", "remark", "title", "our-title", "start", "end", "digest"})


def shorten(places: Mapping[str, list[tuple[str, Node]]], keys: Container[str]) -> dict[str, Any]:
    """Return the defaults of each place, and take them out of its nodes; those without say ``null``.

    Only ``keys`` have defaults.
    """
    defaults: dict[str, Any] = {}
    for place in dict.fromkeys([*SECTIONS, *NESTED]):
        nodes = places.get(place, [])
        found: dict[str, Any] = {}
        for key in sorted({key for _, node in nodes for key in node}):
            if key in _NEVER or key in NESTED or key not in keys:
                continue
            found.update(_default_of(key, nodes, found))
        _strip(nodes, found)
        found = {**_patterns_last(found), **_conditional(nodes, found, keys)}
        if found:
            defaults[place] = found
    return defaults


def _conditional(
    nodes: list[tuple[str, Node]], found: Mapping[str, Any], keys: Container[str]
) -> dict[str, Any]:
    """Return what goes without saying of nodes with a certain value, and take it out of them."""
    chosen: dict[str, Any] = {}
    for key in _CONDITIONS:
        for value in sorted({node[key] for _, node in nodes if isinstance(node.get(key), str)}):
            group = [node for _, node in nodes if node.get(key) == value]
            told = {
                other: _majority(other, group)
                for other in sorted({name for node in group for name in node} - {key})
                if other in keys and other not in NESTED and _may_tell(other, group, found)
            }
            told = {other: forms[0] for other, forms in told.items() if forms}
            for node in group:
                for other, default in told.items():
                    if other not in node:
                        node[other] = None
                    elif _frozen(node[other]) == _frozen(default):
                        del node[other]
            if told:
                chosen[f"{key}={value}"] = told
    return chosen


def _may_tell(key: str, group: list[Node], found: Mapping[str, Any]) -> bool:
    """Return whether nodes that do not say ``key`` can take it back: those with an earlier default cannot."""
    earlier = key in found or any(key in values for name, values in found.items() if "*" in name)
    return not (earlier and any(key not in node for node in group))


def _majority(key: str, group: list[Node]) -> list[Any]:
    """Return the value that most nodes of a group share, in a list; an empty one if there is none."""
    counted = Counter(_frozen(node[key]) for node in group if key in node)
    value, count = min(counted.items(), key=lambda item: (-item[1], item[0]))
    lacking = sum(key not in node for node in group)
    if count < _SHARED or count <= 2 * lacking or 2 * count <= len(group):
        return []
    shared = next(node[key] for node in group if key in node and _frozen(node[key]) == value)
    return [] if isinstance(shared, dict) else [shared]


def _default_of(key: str, nodes: list[tuple[str, Node]], found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the default of a key: one value for all, or one for each group of names."""
    if any(isinstance(node.get(key), dict) for _, node in nodes):
        return {}
    lacking = sum(key not in node for _, node in nodes)
    if key == "type" and lacking:  # not to say a type is to be of the class of the place
        return {}
    forms = [(name, _forms(name, node[key])) for name, node in nodes if key in node]
    counted = Counter(form for _, offered in forms for form in offered)
    value, count = min(counted.items(), key=lambda item: (-item[1], item[0]))
    if not lacking and count < len(nodes):
        for groups in (_first_words, _letters):
            chosen = _grouped(forms, groups(name for name, _ in nodes))
            if chosen:
                return {pattern: {**found.get(pattern, {}), key: value} for pattern, value in chosen.items()}
    if count >= _SHARED and count > 2 * lacking and 2 * count > len(nodes):
        return {key: _value(value, forms)}
    return {}


Forms = dict[str, Any]


def _forms(name: str, value: Any) -> Forms:
    """Return the ways to say a value, by a text to count them: itself, and by names of the node in it."""
    forms = {_frozen(value): value}
    if isinstance(value, str):
        above, _, last = name.rpartition(".")
        for word, part in (("$name", name), ("$last", last), ("$above", above)):
            if part and part in value and "$" not in value:
                said = value.replace(part, word, 1)
                forms[_frozen(said)] = said
    return forms


def _value(form: str, forms: list[tuple[str, Forms]]) -> Any:
    return next(offered[form] for _, offered in forms if form in offered)


def _grouped(forms: list[tuple[str, Forms]], patterns: set[str]) -> dict[str, Any]:
    """Return the value of each pattern if the nodes that it matches agree, and every node is matched once."""
    if not 1 < len(patterns) <= _GROUPS or len(forms) < _SHARED * len(patterns):
        return {}
    agreed: dict[str, Forms] = {}
    for name, offered in forms:
        matching = [pattern for pattern in patterns if fnmatchcase(name, pattern)]
        if len(matching) != 1:
            return {}
        before = agreed.get(matching[0], offered)
        agreed[matching[0]] = {form: value for form, value in before.items() if form in offered}
    if not all(agreed.values()):
        return {}
    return {pattern: agreed[pattern][min(agreed[pattern])] for pattern in sorted(agreed)}


def _first_words(names: Iterable[str]) -> set[str]:
    return {f"{name.partition('.')[0]}.*" for name in names}


def _letters(names: Iterable[str]) -> set[str]:
    found = set()
    for name in names:
        letters = re.match(r"[A-Za-z]+", name.rpartition(".")[2])
        found.add(f"*.{letters[0]}*" if letters else "*")
    return found


def _strip(nodes: list[tuple[str, Node]], found: Mapping[str, Any]) -> None:
    for name, node in nodes:
        told = {key: value for key, value in found.items() if "*" not in key}
        for pattern, values in found.items():
            if "*" in pattern and fnmatchcase(name, pattern):
                told.update(values)
        for key, value in told.items():
            if key not in node:
                node[key] = None
            elif _frozen(value) in _forms(name, node[key]):
                del node[key]


def _patterns_last(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: found[key] for key in sorted(found, key=lambda key: ("*" in key, key))}


def _frozen(value: Any) -> str:
    return repr(sorted(map(str, value)) if isinstance(value, list) else str(value))
