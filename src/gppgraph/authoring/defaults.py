"""Defaults of an authoring file: values common to its nodes of one place."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase

from .loader import Mapping, Scalar, Value

# In a default of the node a.b.c: a.b.c, c and a.b.
_PLACEHOLDER = re.compile(r"\$(name|last|above)\b")


def filled(
    content: Mapping, defaults: Mapping, name: str, mapping: Callable[[Value, str], Mapping]
) -> Mapping:
    """Return the values of a node with the defaults of its place.

    The value ``null`` takes a default back. Defaults under ``basis.*`` hold for nodes with such names,
    defaults under ``status=not-specified`` for nodes with that value. ``mapping`` reads these as a mapping.

    Raises:
        SourceError: such defaults are no mapping.
    """
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    layers = [defaults]
    for key, value in defaults.values.items():
        if ("*" in key and fnmatchcase(name, key)) or ("=" in key and _meets(content, key)):
            layers.append(mapping(value, key))
    for layer in layers:
        for key, value in layer.values.items():
            if "*" not in key and "=" not in key:
                values[key], lines[key] = _with_names(value, name), layer.lines[key]
    return Mapping(content.line, {**values, **content.values}, {**lines, **content.lines})


def _meets(content: Mapping, condition: str) -> bool:
    """Return whether a node meets a condition such as ``status=not-specified``."""
    key, _, wanted = condition.partition("=")
    value = content.values.get(key)
    return isinstance(value, Scalar) and value.text == wanted


def _with_names(value: Value, name: str) -> Value:
    """Return a default with its placeholders replaced by names of the node."""
    if not isinstance(value, Scalar) or "$" not in value.text:
        return value
    above, _, last = name.rpartition(".")
    names = {"name": name, "last": last, "above": above}
    return Scalar(_PLACEHOLDER.sub(lambda match: names[match[1]], value.text), value.plain, value.line)
