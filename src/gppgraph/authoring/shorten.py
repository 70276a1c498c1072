"""The choice of defaults for an authoring file.

A default is written once, at the top of the file, instead of at every node.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from .form import NESTED, SECTIONS

Node = dict[str, Any]
# The smallest number of nodes that share a default.
_SHARED = 3
# The largest number of groups of names that have their own defaults of a key.
_GROUPS = 8
# Keys with values that have their own defaults of other keys.
_CONDITIONS = ("status", "evidence", "type")
# Keys without defaults: values differ between nodes, or must be read at the node itself.
_NEVER = frozenset({"description", "remark", "title", "our-title", "start", "end", "digest"})


def shorten(places: Mapping[str, list[tuple[str, Node]]], keys: Container[str]) -> dict[str, Any]:
    """Take the defaults of each place out of its nodes, and return them.

    Nodes without the value of a default get ``null``. Only ``keys`` have defaults. An example:
    ``{"requirements": {"code": "$last", "basis.*": {"topic": "energy"}}}``.
    """
    defaults: dict[str, Any] = {}
    for place in dict.fromkeys([*SECTIONS, *NESTED]):
        nodes = places.get(place, [])
        chosen: dict[str, Any] = {}
        for key in sorted({key for _, node in nodes for key in node}):
            if key in _NEVER or key in NESTED or key not in keys:
                continue
            chosen.update(_default_of(key, nodes, chosen))
        _strip(nodes, chosen)
        chosen = {**_patterns_last(chosen), **_conditional(nodes, chosen, keys)}
        if chosen:
            defaults[place] = chosen
    return defaults


def _conditional(
    nodes: list[tuple[str, Node]], defaults: Mapping[str, Any], keys: Container[str]
) -> dict[str, Any]:
    """Take the defaults of nodes with a certain value out of them, and return them.

    An example: ``{"status=not-specified": {"confidence": "verified"}}``.
    """
    chosen: dict[str, Any] = {}
    for key in _CONDITIONS:
        for value in sorted({node[key] for _, node in nodes if isinstance(node.get(key), str)}):
            group = [node for _, node in nodes if node.get(key) == value]
            shared = {
                other: _majority(other, group)
                for other in sorted({name for node in group for name in node} - {key})
                if other in keys and other not in NESTED and _can_have_default(other, group, defaults)
            }
            shared = {other: forms[0] for other, forms in shared.items() if forms}
            for node in group:
                for other, default in shared.items():
                    if other not in node:
                        node[other] = None
                    elif _frozen(node[other]) == _frozen(default):
                        del node[other]
            if shared:
                chosen[f"{key}={value}"] = shared
    return chosen


def _can_have_default(key: str, group: list[Node], defaults: Mapping[str, Any]) -> bool:
    """Return whether nodes without ``key`` can take back a default of it.

    They cannot if the key has an earlier default.
    """
    earlier = key in defaults or any(key in values for name, values in defaults.items() if "*" in name)
    return not (earlier and any(key not in node for node in group))


def _majority(key: str, group: list[Node]) -> list[Any]:
    """Return a list of the value that most nodes of a group share.

    The list is empty if there is no such value.
    """
    counted = Counter(_frozen(node[key]) for node in group if key in node)
    value, count = min(counted.items(), key=lambda item: (-item[1], item[0]))
    lacking = sum(key not in node for node in group)
    if count < _SHARED or count <= 2 * lacking or 2 * count <= len(group):
        return []
    shared = next(node[key] for node in group if key in node and _frozen(node[key]) == value)
    return [] if isinstance(shared, dict) else [shared]


def _default_of(key: str, nodes: list[tuple[str, Node]], defaults: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the default of a key: one value for all, or one for each group of names."""
    if any(isinstance(node.get(key), dict) for _, node in nodes):
        return {}
    lacking = sum(key not in node for _, node in nodes)
    if key == "type" and lacking:  # a node without a type has the class of its place
        return {}
    forms = [(name, _forms(name, node[key])) for name, node in nodes if key in node]
    counted = Counter(form for _, offered in forms for form in offered)
    value, count = min(counted.items(), key=lambda item: (-item[1], item[0]))
    if not lacking and count < len(nodes):
        for groups in (_first_words, _letters):
            chosen = _grouped(forms, groups(name for name, _ in nodes))
            if chosen:
                return {
                    pattern: {**defaults.get(pattern, {}), key: value} for pattern, value in chosen.items()
                }
    if count >= _SHARED and count > 2 * lacking and 2 * count > len(nodes):
        return {key: _value(value, forms)}
    return {}


Forms = dict[str, Any]


def _forms(name: str, value: Any) -> Forms:
    """Return the forms of a value by a text that counts equal forms.

    They are the value itself and the value with a placeholder for a name of the node. The value "TS2" of
    the node "basis.TS2" has the forms "TS2" and "$last".
    """
    forms = {_frozen(value): value}
    if isinstance(value, str):
        above, _, last = name.rpartition(".")
        for word, part in (("$name", name), ("$last", last), ("$above", above)):
            if part and part in value and "$" not in value:
                pattern = value.replace(part, word, 1)
                forms[_frozen(pattern)] = pattern
    return forms


def _value(form: str, forms: list[tuple[str, Forms]]) -> Any:
    return next(offered[form] for _, offered in forms if form in offered)


def _grouped(forms: list[tuple[str, Forms]], patterns: set[str]) -> dict[str, Any]:
    """Return the value that the nodes of each pattern share.

    The result is empty if nodes differ, or if a node does not match exactly one pattern.
    """
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
    patterns = set()
    for name in names:
        letters = re.match(r"[A-Za-z]+", name.rpartition(".")[2])
        patterns.add(f"*.{letters[0]}*" if letters else "*")
    return patterns


def _strip(nodes: list[tuple[str, Node]], defaults: Mapping[str, Any]) -> None:
    for name, node in nodes:
        own_defaults = {key: value for key, value in defaults.items() if "*" not in key}
        for pattern, values in defaults.items():
            if "*" in pattern and fnmatchcase(name, pattern):
                own_defaults.update(values)
        for key, value in own_defaults.items():
            if key not in node:
                node[key] = None
            elif _frozen(value) in _forms(name, node[key]):
                del node[key]


def _patterns_last(defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {key: defaults[key] for key in sorted(defaults, key=lambda key: ("*" in key, key))}


def _frozen(value: Any) -> str:
    return repr(sorted(map(str, value)) if isinstance(value, list) else str(value))
